import Models

/// The limits that a case is held to; nil where no such limit applies.
struct CaseLimits: Hashable, Sendable {
    /// What the law allows (法定时限).
    var statutory: TimeLimit?
    /// What was promised (承诺时限).
    var promised: TimeLimit?
}

extension CaseLimits {
    /// The limits of a service item.
    init(_ item: ServiceItem) throws(FieldError) {
        try self.init(statutory: item.statutoryLimit, promised: item.promisedLimit)
    }

    /// Limits in the notation of `TimeLimit`; no law sets one where the statutory limit is empty.
    init(statutory: String, promised: String) throws(FieldError) {
        self.statutory = statutory.isEmpty ? nil : try TimeLimit(statutory)
        self.promised = try TimeLimit(promised)
    }
}

extension TimeLimit {
    /// Half of the limit, rounded up: what a rework is given (重办时限为承诺时限的一半).
    var half: TimeLimit {
        switch self {
        case .workingDays(let count): .workingDays((count + 1) / 2)
        case .naturalDays(let count, let rollForward): .naturalDays((count + 1) / 2, rollForward: rollForward)
        case .businessMinutes(let count): .businessMinutes((count + 1) / 2)
        case .elapsedMinutes(let count): .elapsedMinutes((count + 1) / 2)
        }
    }
}
