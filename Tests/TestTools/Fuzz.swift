import Foundation

/// Random inputs of one run, which a seed repeats.
public enum Fuzz {
    /// That of `BANGBAN_SEED`, or a new one. Told on standard error, so that it is known of a run that crashed, too.
    public static let seed: UInt64 = {
        let given = ProcessInfo.processInfo.environment["BANGBAN_SEED"].flatMap(UInt64.init)
        let seed = given ?? .random(in: 0...999_999)
        FileHandle.standardError.write(Data("random inputs: BANGBAN_SEED=\(seed) repeats them\n".utf8))
        return seed
    }()

    /// Runs a body as often as a time allows, at least once, each time with a seed of its own. `BANGBAN_FUZZ_SECONDS` is another
    /// time.
    public static func run(for time: Duration, _ body: (_ seed: UInt64) async throws -> Void) async rethrows {
        let asked = ProcessInfo.processInfo.environment["BANGBAN_FUZZ_SECONDS"].flatMap(Int.init)
        let end = ContinuousClock.now + (asked.map { .seconds($0) } ?? time)
        var next = seed
        repeat {
            try await body(next)
            next += 1
        } while ContinuousClock.now < end
    }
}
