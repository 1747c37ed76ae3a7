/// The statuses that `bangban` ends with, by <sysexits.h>.
enum OperatorStatus: Int32 {
    /// Something else went wrong.
    case failed = 1
    /// The command was given wrongly (EX_USAGE).
    case usage = 64
    /// The data are not as they must be (EX_DATAERR).
    case badData = 65
    /// A service or the database does not answer (EX_UNAVAILABLE).
    case unavailable = 69
    /// It did not work for now; the same command may work later (EX_TEMPFAIL).
    case temporary = 75
    /// A setting is missing or wrong (EX_CONFIG).
    case configuration = 78
}
