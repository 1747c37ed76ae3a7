/// How something went over time.
struct Course: Sendable {
    struct Point: Sendable {
        /// Seconds since the beginning.
        let time: Double
        /// Messages a second.
        let rate: Double
        let bytes: Double
    }

    let name: String
    var points: [Point] = []

    init(_ name: String) {
        self.name = name
    }
}
