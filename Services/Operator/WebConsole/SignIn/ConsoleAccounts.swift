import ServiceKit

/// Who may sign in at the console.
///
/// Not the desk's users: those are Intake's, whose data the operator's database role cannot read, and the console must work
/// when Intake does not. Whoever starts the console holds the queue's database password already, so accounts are given to
/// it as that is, by the environment, and only as hashes.
struct ConsoleAccounts: Sendable {
    static let generatedName = "operator"
    static let passwordMinimum = 12
    static let nameForm = "a name of up to 32 small letters, digits, dots, hyphens and underscores"

    private let hashes: [String: PasswordHash]
    /// The password that was made because the environment has none.
    let generatedPassword: String?

    /// The accounts of `CONSOLE_USERS`; without it one whose password is shown on the terminal, and nowhere else.
    init(_ settings: OperatorSettings, hasTerminal: Bool = Console.outputIsTerminal) async throws {
        if let text = settings.consoleUsers {
            try self.init(parsing: text)
            return
        }
        guard hasTerminal else {
            throw ConfigurationError(
                key: "CONSOLE_USERS", reason: "is not set, and there is no terminal to show a password on",
                expected: "what 'bangban console password NAME' prints")
        }
        let password = String(SecretToken.random().text.prefix(20))
        self.init(
            hashes: [Self.generatedName: try await PasswordHash.make(of: password)], generatedPassword: password)
    }

    private init(hashes: [String: PasswordHash], generatedPassword: String?) {
        self.hashes = hashes
        self.generatedPassword = generatedPassword
    }

    /// Reads `NAME:HASH`, separated by blanks. No message repeats a hash.
    init(parsing text: String) throws(ConfigurationError) {
        var hashes: [String: PasswordHash] = [:]
        for (index, entry) in text.split(whereSeparator: \.isWhitespace).enumerated() {
            let parts = entry.split(separator: ":", maxSplits: 1).map(String.init)
            guard parts.count == 2, Self.isName(parts[0]), let hash = PasswordHash(parts[1]) else {
                throw Self.refusal("entry \(index + 1) is not a name with a password hash")
            }
            guard hashes.updateValue(hash, forKey: parts[0]) == nil else {
                throw Self.refusal("names \(parts[0]) a second time")
            }
        }
        guard !hashes.isEmpty else { throw Self.refusal("names nobody") }
        self.init(hashes: hashes, generatedPassword: nil)
    }

    /// Whether that is the password of an account. The password given with a name that nobody has is compared with somebody
    /// else's: that takes as long, so that time does not tell which names exist.
    func matches(_ name: String, _ password: String) async throws -> Bool {
        let isSame = try await (hashes[name] ?? hashes.values.first)?.matches(password) ?? false
        return isSame && hashes[name] != nil
    }

    static func isName(_ text: String) -> Bool {
        (1...32).contains(text.count)
            && text.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || [0x2D, 0x2E, 0x5F].contains($0)
            }
    }

    private static func refusal(_ reason: String) -> ConfigurationError {
        ConfigurationError(
            key: "CONSOLE_USERS", reason: reason, expected: "what 'bangban console password NAME' prints")
    }
}
