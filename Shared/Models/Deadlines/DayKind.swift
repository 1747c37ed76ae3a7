/// What a day is by the calendar, and why.
public enum DayKind: Hashable, Sendable {
    /// Monday to Friday, and no notice takes it out (工作日).
    case workday
    /// A Saturday or Sunday off (周末).
    case weekend
    /// A day off by the State Council's notice, with the holiday's name (法定节假日).
    case holiday(String)
    /// A make-up working day by the notice, with the holiday it makes up for (调休上班).
    case makeUpDay(String)

    /// Whether people work that day.
    public var isWorkday: Bool {
        switch self {
        case .workday, .makeUpDay: true
        case .weekend, .holiday: false
        }
    }
}
