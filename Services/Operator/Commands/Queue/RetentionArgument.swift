import ArgumentParser

/// A time in days or hours as an argument.
struct RetentionArgument: CustomStringConvertible {
    let days: Int32
    let hours: Int32

    /// Reads `30d` or `12h`.
    init(_ argument: String) throws {
        guard let unit = argument.last, "dh".contains(unit), let number = Int32(argument.dropLast()), number >= 1 else {
            throw ValidationError("'\(argument)' is not a number of days or hours, such as 30d or 12h")
        }
        (days, hours) = unit == "d" ? (number, 0) : (0, number)
    }

    var seconds: Int { Int(days) * 86_400 + Int(hours) * 3600 }

    /// Such as `30 d`.
    var description: String { hours == 0 ? "\(days) d" : "\(hours) h" }
}
