import Postgres

extension Storm {
    /// Asks the server as often as it takes, for as long as a restart takes.
    @discardableResult
    func patiently<T>(_ body: (PostgresClient) async throws -> T) async throws -> T {
        let limit = ContinuousClock.now + .seconds(60)
        while true {
            do {
                return try await body(client)
            } catch let error as PostgresError where error.isOfTheStorm && ContinuousClock.now < limit {
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }
}
