/// What a housekeeper does from time to time, in this order.
enum Chore: CaseIterable {
    case fireCron, fireBatches, rescue, unpark, settle, rotate, returnUnknown, trim, sweep, measure

    /// How long after its last time it is done again.
    func interval(heartbeat: Duration) -> Duration {
        switch self {
        case .fireCron, .fireBatches: .seconds(1)
        case .rescue: heartbeat
        case .unpark: .seconds(2)
        case .settle, .rotate, .returnUnknown: .seconds(10)
        case .trim, .sweep: .seconds(60)
        case .measure: .seconds(15)
        }
    }
}
