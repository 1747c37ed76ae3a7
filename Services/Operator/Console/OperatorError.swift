/// Why a command could not do what it was asked, and the status it ends with.
struct OperatorError: Error, Hashable, CustomStringConvertible {
    let description: String
    let status: OperatorStatus

    init(_ status: OperatorStatus, _ description: String) {
        self.description = description
        self.status = status
    }
}
