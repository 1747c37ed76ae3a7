import Models

/// The first screen: six numbers and three sentences.
extension WeeklyReportBuilder {
    /// Percentages of fewer than ten say nothing.
    var isSmallBase: Bool { (figures.comparison.previousWeek?.received ?? 0) < 10 }

    var headlines: [WeeklyReport.Headline] {
        [
            headline("received", ReportNumber.grouped(figures.received), changeNote),
            headline("average", ReportNumber.grouped(figures.dailyAverage), texts("note_seven_days")),
            headline("closed", ReportNumber.grouped(figures.closed), texts("note_flow")),
            headline("on_time", figures.rates.onTime),
            headline(
                "open", ReportNumber.grouped(figures.openAtWeekEnd),
                texts("note_overdue", ["count": ReportNumber.grouped(figures.overdueAtWeekEnd)]),
                isAlert: figures.overdueAtWeekEnd > 0),
            headline("satisfaction", figures.rates.satisfaction),
        ]
    }

    var sentences: [String] {
        guard figures.received > 0 else { return [texts("sentence_no_cases"), courseSentence] }
        return [
            texts(
                "sentence_received",
                [
                    "received": ReportNumber.grouped(figures.received),
                    "average": ReportNumber.grouped(figures.dailyAverage), "comparison": comparisonClause,
                ]),
            handlingSentence, courseSentence,
        ]
    }

    // MARK: - Private

    private func headline(_ key: String, _ value: String, _ note: String, isAlert: Bool = false)
        -> WeeklyReport.Headline
    {
        .init(label: texts("headline_\(key)"), value: value, note: note, isAlert: isAlert)
    }

    private func headline(_ key: String, _ rate: Rate) -> WeeklyReport.Headline {
        headline(key, ReportNumber.percent(rate.percent), ratio(rate))
    }

    private func ratio(_ rate: Rate) -> String {
        texts(
            "note_ratio",
            [
                "numerator": ReportNumber.grouped(rate.numerator),
                "denominator": ReportNumber.grouped(rate.denominator),
            ])
    }

    private var changeNote: String {
        guard let previous = figures.comparison.previousWeek else { return texts("note_no_previous") }
        if isSmallBase { return texts("note_change_small", ["previous": ReportNumber.grouped(previous.received)]) }
        return texts("note_change", ["change": ReportNumber.change(previous.changePercent)])
    }

    private var comparisonClause: String {
        guard let previous = figures.comparison.previousWeek else { return texts("comparison_none") }
        if isSmallBase {
            return texts("comparison_small", ["previous": ReportNumber.grouped(previous.received)])
        }
        if previous.difference == 0 { return texts("comparison_same") }
        return texts(
            previous.difference > 0 ? "comparison_more" : "comparison_fewer",
            [
                "difference": ReportNumber.grouped(abs(previous.difference)),
                "change": ReportNumber.change(previous.changePercent),
            ])
    }

    private var handlingSentence: String {
        func line(_ name: String) -> CountShare? { figures.handling.first { $0.name == name } }
        let direct = line(Handling.direct.rawValue)
        let dispatched = line(Handling.dispatched.rawValue)
        // The first of equals, in the bulletin's order.
        let top = figures.kinds.reduce(figures.kinds.first) { best, kind in kind.count > best?.count ?? 0 ? kind : best
        }
        return texts(
            "sentence_handling",
            [
                "direct": ReportNumber.grouped(direct?.count ?? 0),
                "direct_share": ReportNumber.percent(direct?.sharePercent),
                "dispatched": ReportNumber.grouped(dispatched?.count ?? 0),
                "dispatched_share": ReportNumber.percent(dispatched?.sharePercent),
                "top": texts.name("kind", top?.name ?? ""), "top_count": ReportNumber.grouped(top?.count ?? 0),
                "top_share": ReportNumber.percent(top?.sharePercent),
            ])
    }

    private var courseSentence: String {
        texts(
            "sentence_course",
            [
                "closed": ReportNumber.grouped(figures.closed),
                "on_time": ReportNumber.percent(figures.rates.onTime.percent),
                "open": ReportNumber.grouped(figures.openAtWeekEnd),
                "overdue": ReportNumber.grouped(figures.overdueAtWeekEnd),
                "due": ReportNumber.grouped(figures.dueNextWeek),
            ])
    }
}
