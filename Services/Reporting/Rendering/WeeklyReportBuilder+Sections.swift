import Documents
import Foundation
import Models

/// The sections in the order they are read. A section without rows is left out, unless its emptiness is news.
extension WeeklyReportBuilder {
    func sections(_ week: ISOWeek) -> [WeeklyReport.Section] {
        [
            kindsSection, handlingSection, dailySection(week), ratesSection, comparisonSection, channelsSection,
            regionsSection, departmentsSection, overdueSection, correctionsSection, qualitySection,
        ].compactMap { $0 }
    }

    /// The rates in the order they are listed, by the key of their texts.
    var rates: [(key: String, rate: Rate)] {
        let rates = figures.rates
        return [
            ("on_time", rates.onTime), ("first_time", rates.firstTime), ("response", rates.response),
            ("reach", rates.reach), ("resolution", rates.resolution), ("satisfaction", rates.satisfaction),
            ("direct", rates.direct), ("online", rates.online), ("self_service", rates.selfService),
            ("helper_match", rates.helperMatch), ("notice_delivery", rates.noticeDelivery),
        ]
    }

    // MARK: - Breakdowns

    private var kindsSection: WeeklyReport.Section {
        let parts = figures.kinds.map { kind in
            ShareChart.Part(
                texts.name("kind", kind.name), Double(kind.count), note: ReportNumber.percent(kind.sharePercent))
        }
        let chart = ShareChart(parts: parts, unit: texts("case_unit"))
        return WeeklyReport.Section(
            id: "kinds", title: texts("section_kinds"),
            chart: .init(
                name: "kinds", alternativeText: texts("chart_kinds"), drawing: chart.drawing(width: 480, height: 172)),
            table: shareTable("kind", figures.kinds))
    }

    private var handlingSection: WeeklyReport.Section {
        WeeklyReport.Section(
            id: "handling", title: texts("section_handling"), table: shareTable("handling", figures.handling))
    }

    private var channelsSection: WeeklyReport.Section? {
        figures.channels.isEmpty
            ? nil
            : WeeklyReport.Section(
                id: "channels", title: texts("section_channels"), table: shareTable("channel", figures.channels))
    }

    private func shareTable(_ group: String, _ lines: [CountShare]) -> WeeklyReport.Table {
        WeeklyReport.Table(
            columns: [column(group, weight: 3), number("count"), number("share")],
            rows: lines.map { line in
                [.text(texts.name(group, line.name)), .count(line.count), .percent(line.sharePercent)]
            })
    }

    private func dailySection(_ week: ISOWeek) -> WeeklyReport.Section {
        let days = figures.daily.map { day in (day, LocalDate(day.date) ?? week.days.lowerBound) }
        let chart = BarChart(
            subtitle: texts("column_received"),
            bars: days.map { day, date in
                let label = date.weekdayName(in: texts.language) + "\n" + day.date.suffix(5)
                let rests = day.workday == false
                return BarChart.Bar(label, Double(day.received), color: rests ? .series(4) : nil)
            },
            orientation: .vertical,
            reference: figures.received == 0
                ? nil
                : (
                    texts("chart_mean", ["average": ReportNumber.grouped(figures.dailyAverage)]),
                    Double(figures.dailyAverage)
                ))
        return WeeklyReport.Section(
            id: "daily", title: texts("section_daily"),
            chart: .init(
                name: "daily", alternativeText: texts("chart_daily"), drawing: chart.drawing(width: 480, height: 212)),
            table: WeeklyReport.Table(
                columns: [
                    column("date", weight: 2), column("day"), column("workday"), number("received"), number("closed"),
                ],
                rows: days.map { day, date in
                    [
                        .date(date), .text(date.weekdayName(in: texts.language)),
                        day.workday.map { .text(texts($0 ? "yes" : "no")) } ?? .missing, .count(day.received),
                        .count(day.closed),
                    ]
                }))
    }

    private var regionsSection: WeeklyReport.Section? {
        guard !figures.regions.isEmpty else { return nil }
        let chart = BarChart(
            bars: figures.regions.map { region in
                BarChart.Bar(
                    region.name, Double(region.count), note: ReportNumber.percent(region.sharePercent))
            })
        let height = 8 + 22 * Double(figures.regions.count)
        return WeeklyReport.Section(
            id: "regions", title: texts("section_regions"),
            chart: .init(
                name: "regions", alternativeText: texts("chart_regions"),
                drawing: chart.drawing(width: 480, height: height)),
            table: WeeklyReport.Table(
                columns: [column("region", weight: 3), number("count"), number("share")],
                rows: figures.regions.map { [.text($0.name), .count($0.count), .percent($0.sharePercent)] }),
            notes: [texts("regions_note")])
    }

    private var departmentsSection: WeeklyReport.Section? {
        guard !figures.departments.isEmpty else { return nil }
        return WeeklyReport.Section(
            id: "departments", title: texts("section_departments"),
            table: WeeklyReport.Table(
                columns: [
                    column("department", weight: 3), number("received"), number("closed"), number("open"),
                    number("overdue"), number("on_time"),
                ],
                rows: figures.departments.map { department in
                    [
                        .text(department.name), .count(department.received), .count(department.closed),
                        .count(department.open), .count(department.overdue), .percent(department.onTime.percent),
                    ]
                }))
    }

    // MARK: - Columns

    func column(_ key: String, weight: Double = 1, keepsLine: Bool = false) -> WeeklyReport.Column {
        .init(title: texts("column_\(key)"), isNumber: false, weight: weight, keepsLine: keepsLine)
    }

    func number(_ key: String, weight: Double = 1) -> WeeklyReport.Column {
        .init(title: texts("column_\(key)"), isNumber: true, weight: weight)
    }
}
