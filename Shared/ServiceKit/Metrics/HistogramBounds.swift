/// The fixed bounds of our histograms.
enum HistogramBounds {
    /// From half a millisecond to five minutes.
    static let seconds: [Double] = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300,
    ]
    /// From 256 bytes to 64 MiB.
    static let bytes: [Double] = [256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 8_388_608, 67_108_864]
    /// From one to a hundred thousand.
    static let counts: [Double] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 10_000, 100_000]

    /// The bounds for a recorder, by the unit that its name ends in.
    static func fitting(_ name: String) -> [Double] {
        if name.hasSuffix("_seconds") { return seconds }
        return name.hasSuffix("_bytes") ? bytes : counts
    }
}
