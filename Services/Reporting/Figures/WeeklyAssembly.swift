import Foundation
import Models

/// Turns a week's facts into its figures. Pure: the same facts give the same figures, byte for byte.
struct WeeklyAssembly: Sendable {
    let regions: RegionNames
    let timeZone: TimeZone

    /// The figures as of the week's end. Sources of the definitions: domain.md section 6.
    func figures(_ facts: WeeklyFacts) -> WeeklyFigures {
        let received = facts.cells.reduce(0) { $0 + $1.count }
        let days = facts.week.days
        let (workdays, note) = workdays(of: days, facts.calendar)
        let comparison = comparison(facts, received: received, workdays: workdays)
        return WeeklyFigures(
            week: facts.week.description,
            from: days.lowerBound.description,
            to: days.upperBound.adding(days: -1).description,
            timeZone: timeZone.identifier,
            asOf: facts.week.interval(in: timeZone).upperBound,
            frozenAt: nil,
            workdays: workdays,
            workdaysNote: note,
            received: received,
            dailyAverage: Percent.divide(received, by: 7),
            changeFromPreviousWeekPercent: comparison.previousWeek?.changePercent,
            handling: handling(facts, of: received),
            kinds: kinds(facts, of: received),
            channels: channels(facts, of: received),
            regions: facts.places.prefix(10).map { place in
                RegionShare(
                    code: place.code, name: regions.display(place.code), count: place.count,
                    sharePercent: Percent.share(place.count, of: received))
            },
            daily: daily(facts),
            comparison: comparison,
            accepted: facts.course.accepted,
            closed: facts.course.closed,
            openAtWeekEnd: facts.course.open,
            overdueAtWeekEnd: facts.course.overdue,
            dueNextWeek: facts.course.dueNextWeek,
            warned: facts.course.warned,
            breached: facts.course.breached,
            rates: rates(facts, received: received),
            speed: speed(facts.course),
            departments: facts.departments.map(department),
            overdueCases: overdueCases(facts),
            corrections: facts.frozenEarlier.flatMap { Correction.between($0.figures, and: $0.now) },
            dataQuality: quality(facts, received: received),
            ledgerAnchor: facts.ledgerAnchor)
    }

    // MARK: - Breakdowns

    private func count(_ facts: WeeklyFacts, where matches: (WeeklyFacts.Cell) -> Bool) -> Int {
        facts.cells.reduce(0) { matches($1) ? $0 + $1.count : $0 }
    }

    /// Shares are of everything received, here and in every list, so that no two lists rest on different totals.
    private func handling(_ facts: WeeklyFacts, of received: Int) -> [CountShare] {
        var lines = Handling.allCases.map { handling in
            CountShare(handling.rawValue, count(facts) { $0.handling == handling.rawValue }, of: received)
        }
        let unspecified = count(facts) { $0.handling == nil }
        if unspecified > 0 { lines.append(CountShare("unspecified", unspecified, of: received)) }
        return lines
    }

    private func kinds(_ facts: WeeklyFacts, of received: Int) -> [CountShare] {
        CaseKind.allCases.compactMap { kind in
            let count = count(facts) { $0.kind == kind.rawValue }
            guard count > 0 || CaseKind.hotline.contains(kind) else { return nil }
            return CountShare(kind.rawValue, count, of: received)
        }
    }

    private func channels(_ facts: WeeklyFacts, of received: Int) -> [CountShare] {
        Channel.allCases.compactMap { channel in
            let count = count(facts) { $0.channel == channel.rawValue }
            return count > 0 ? CountShare(channel.rawValue, count, of: received) : nil
        }
    }

    private func daily(_ facts: WeeklyFacts) -> [DayFigures] {
        let days = Dictionary(facts.days.map { ($0.date, $0) }) { first, _ in first }
        return facts.week.days.map { date in
            DayFigures(
                date: date.description, received: days[date]?.received ?? 0, closed: days[date]?.closed ?? 0,
                workday: try? facts.calendar.isWorkday(date))
        }
    }

    private func workdays(of days: Range<LocalDate>, _ calendar: WorkingCalendar) -> (Int?, String?) {
        do throws(DeadlineError) {
            return (try calendar.workdays(in: days), nil)
        } catch {
            return (nil, error.description)
        }
    }

    // MARK: - Comparison

    private func comparison(_ facts: WeeklyFacts, received: Int, workdays: Int?) -> Comparison {
        let fourWeeks = facts.earlierWeeks.prefix(4).map(\.received)
        let previous = facts.earlierWeeks.first
        return Comparison(
            previousWeek: previous.flatMap { other($0, received) },
            sameWeekLastYear: facts.sameWeekLastYear.flatMap { other($0, received) },
            fourWeekMean: fourWeeks.count == 4 && !fourWeeks.contains(0)
                ? Percent.divide(fourWeeks.reduce(0, +), by: 4) : nil,
            receivedPerWorkday: perWorkday(received, workdays),
            previousReceivedPerWorkday: previous.flatMap { week in
                week.received > 0 ? perWorkday(week.received, try? facts.calendar.workdays(in: week.week.days)) : nil
            })
    }

    private func other(_ other: (week: ISOWeek, received: Int), _ received: Int) -> Comparison.Other? {
        guard other.received > 0 else { return nil }
        return Comparison.Other(
            week: other.week.description, received: other.received, difference: received - other.received,
            changePercent: Percent.change(from: other.received, to: received))
    }

    private func perWorkday(_ count: Int, _ workdays: Int?) -> Double? {
        guard let workdays, workdays > 0 else { return nil }
        return Double(Percent.divide(count * 10, by: workdays)) / 10
    }

    // MARK: - Rates

    private func rates(_ facts: WeeklyFacts, received: Int) -> Rates {
        let course = facts.course
        let direct = count(facts) { $0.handling == Handling.direct.rawValue }
        let handled = count(facts) { $0.handling != nil }
        let calls = facts.followUps
        return Rates(
            onTime: Rate(course.closedOnTime, of: course.closedWithDue, .flow),
            firstTime: Rate(course.closedWithoutRework, of: course.closed, .flow),
            direct: Rate(direct, of: handled, .cohort),
            online: Rate(count(facts) { $0.channel == Channel.online.rawValue }, of: received, .cohort),
            selfService: Rate(count(facts) { $0.channel == Channel.kiosk.rawValue }, of: received, .cohort),
            response: Rate(facts.cells.reduce(0) { $0 + $1.responded }, of: received, .cohort),
            reach: Rate(calls.reached, of: calls.made, .flow),
            resolution: Rate(calls.resolved, of: calls.resolutionAnswers, .flow),
            satisfaction: Rate(calls.satisfied, of: calls.satisfactionAnswers, .flow),
            helperMatch: Rate(
                facts.helpersAssigned, of: facts.helpersAssigned + facts.helpersUnavailable, .flow),
            noticeDelivery: Rate(facts.noticesDelivered, of: facts.noticesDelivered + facts.noticesFailed, .flow))
    }

    private func speed(_ course: WeeklyFacts.Course) -> Speed {
        func rounded(_ value: Double?, _ factor: Double) -> Double? { value.map { ($0 * factor).rounded() / factor } }
        return Speed(
            cases: course.timedCases, meanSpeedUpPercent: rounded(course.meanSpeedUpPercent, 100),
            workingDaysP50: rounded(course.workingDaysP50, 10), workingDaysP90: rounded(course.workingDaysP90, 10))
    }

    private func department(_ facts: WeeklyFacts.Department) -> DepartmentFigures {
        DepartmentFigures(
            name: facts.name, received: facts.received, closed: facts.closed, open: facts.open, overdue: facts.overdue,
            onTime: Rate(facts.closedOnTime, of: facts.closedWithDue, .flow))
    }

    // MARK: - Lists

    private func overdueCases(_ facts: WeeklyFacts) -> [OverdueCase] {
        let end = facts.week.interval(in: timeZone).upperBound
        return facts.overdue.map { overdue in
            let due = LocalDate(overdue.promisedDue, in: timeZone)
            return OverdueCase(
                number: overdue.number, kind: overdue.kind, region: regions.display(overdue.regionCode),
                department: overdue.department, promisedDue: overdue.promisedDue,
                overdueWorkdays: try? facts.calendar.workdays(in: due.adding(days: 1)..<facts.week.days.upperBound),
                overdueDays: Int(end.timeIntervalSince(overdue.promisedDue) / 86_400))
        }
    }

    private func quality(_ facts: WeeklyFacts, received: Int) -> DataQuality {
        DataQuality(
            lateCases: facts.quality.lateCases,
            unknownRegionCases: facts.places.reduce(0) { regions.name($1.code) == nil ? $0 + $1.count : $0 },
            unspecifiedHandlingCases: count(facts) { $0.handling == nil },
            dispatchedWithoutDepartment: facts.quality.withoutDepartment,
            closedWithoutDue: facts.quality.closedWithoutDue,
            eventHighWaterMark: facts.quality.highWaterMark)
    }
}
