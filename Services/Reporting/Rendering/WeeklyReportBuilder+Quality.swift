import Foundation
import Models

/// The sections about quality: rates, comparisons, what is late, what was corrected, what the data lack.
extension WeeklyReportBuilder {
    var ratesSection: WeeklyReport.Section {
        var section = WeeklyReport.Section(id: "rates", title: texts("section_rates"))
        section.table = WeeklyReport.Table(
            columns: [
                column("indicator", weight: 3), number("value"), number("numerator"), number("denominator"),
                column("basis"),
            ],
            rows: rates.map { key, rate in
                [
                    .text(texts("rate_\(key)")), .percent(rate.percent), .count(rate.numerator),
                    .count(rate.denominator), .text(texts("basis_\(rate.basis.rawValue)")),
                ]
            })
        if let mean = figures.speed.meanSpeedUpPercent {
            section.notes = [
                texts(
                    "speed_note",
                    [
                        "cases": ReportNumber.grouped(figures.speed.cases), "mean": ReportNumber.percent(mean),
                        "median": ReportValue.decimal(figures.speed.workingDaysP50).text(in: zone),
                        "ninetieth": ReportValue.decimal(figures.speed.workingDaysP90).text(in: zone),
                    ])
            ]
        }
        return section
    }

    var comparisonSection: WeeklyReport.Section? {
        let comparison = figures.comparison
        var rows: [[ReportValue]] = []
        for (key, other) in [("previous", comparison.previousWeek), ("last_year", comparison.sameWeekLastYear)] {
            guard let other else { continue }
            let change: ReportValue = other.received < 10 ? .missing : .change(other.changePercent)
            rows.append([
                .text("\(texts("comparison_\(key)")) \(other.week)"), .count(other.received),
                .difference(other.difference), change,
            ])
        }
        if let mean = comparison.fourWeekMean {
            rows.append([
                .text(texts("comparison_four_weeks")), .count(mean), .difference(figures.received - mean),
                .change(Percent.change(from: mean, to: figures.received)),
            ])
        }
        if let perDay = comparison.receivedPerWorkday {
            rows.append([.text(texts("comparison_workday")), .decimal(perDay), .missing, .missing])
        }
        if let perDay = comparison.previousReceivedPerWorkday {
            rows.append([.text(texts("comparison_workday_previous")), .decimal(perDay), .missing, .missing])
        }
        guard !rows.isEmpty else { return nil }
        return WeeklyReport.Section(
            id: "comparison", title: texts("section_comparison"),
            table: WeeklyReport.Table(
                columns: [column("week", weight: 3), number("received"), number("difference"), number("change")],
                rows: rows))
    }

    var overdueSection: WeeklyReport.Section {
        var section = WeeklyReport.Section(id: "overdue", title: texts("section_overdue"))
        guard !figures.overdueCases.isEmpty else {
            section.notes = [texts("overdue_none")]
            return section
        }
        section.table = WeeklyReport.Table(
            columns: [
                column("number", weight: 2.2, keepsLine: true), column("kind", weight: 1.3),
                column("region", weight: 2.3), column("department", weight: 2),
                column("due", weight: 1.9, keepsLine: true), number("overdue_workdays", weight: 1.2),
            ],
            rows: figures.overdueCases.map { overdue in
                [
                    .text(overdue.number), .text(texts.name("kind", overdue.kind)), .text(overdue.region),
                    overdue.department.map { .text($0) } ?? .missing, .moment(overdue.promisedDue),
                    overdue.overdueWorkdays.map { .count($0) } ?? .missing,
                ]
            })
        return section
    }

    var correctionsSection: WeeklyReport.Section {
        var section = WeeklyReport.Section(id: "corrections", title: texts("section_corrections"))
        guard !figures.corrections.isEmpty else {
            section.notes = [texts("corrections_none")]
            return section
        }
        section.notes = [texts("corrections_note")]
        section.table = WeeklyReport.Table(
            columns: [column("week"), column("figure"), number("frozen"), number("now"), number("difference")],
            rows: figures.corrections.map { correction in
                [
                    .text(correction.week), .text(texts.name("figure", correction.figure)), .count(correction.frozen),
                    .count(correction.now), .difference(correction.difference),
                ]
            })
        return section
    }

    var qualitySection: WeeklyReport.Section {
        let quality = figures.dataQuality
        let lines: [(String, Int)] = [
            ("quality_late", quality.lateCases), ("quality_region", quality.unknownRegionCases),
            ("quality_handling", quality.unspecifiedHandlingCases),
            ("quality_department", quality.dispatchedWithoutDepartment), ("quality_due", quality.closedWithoutDue),
            ("quality_warned", figures.warned), ("quality_breached", figures.breached),
        ]
        return WeeklyReport.Section(
            id: "quality", title: texts("section_quality"),
            table: WeeklyReport.Table(
                columns: [column("item", weight: 4), number("count")],
                rows: lines.map { [.text(texts($0.0)), .count($0.1)] }))
    }
}
