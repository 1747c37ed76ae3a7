/// What became of some messages of a claim that had no transaction of their own.
struct Receipt: Sendable {
    let claim: Claim
    let ordinals: [Int32]
    let hasUniqueKey: Bool
}
