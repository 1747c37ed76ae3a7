import Foundation
import Models

/// When people call: weekdays more than weekends, mornings and afternoons more than nights.
struct HotlineTimes {
    private let week: ISOWeek

    init(week: ISOWeek) { self.week = week }

    /// So many moments of the week in Shanghai, in order, to the second.
    func draw(_ count: Int, _ random: inout SampleRandom) -> [Date] {
        let start = week.interval(in: .shanghai).lowerBound
        var seconds = (0..<count).map { _ in
            let day = random.index(weights: Self.days)
            let hour = random.index(weights: Self.hours)
            return (day * 24 + hour) * 3600 + random.below(3600)
        }
        seconds.sort()
        return seconds.map { start.addingTimeInterval(TimeInterval($0)) }
    }

    /// Monday to Sunday.
    private static let days = [168, 160, 155, 152, 150, 112, 103]
    /// Midnight to midnight.
    private static let hours = [
        10, 6, 4, 3, 4, 8, 20, 45, 90, 115, 110, 85, 55, 60, 85, 95, 90, 75, 55, 50, 45, 38, 28, 16,
    ]
}
