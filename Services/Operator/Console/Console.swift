import Foundation

/// Standard output for results, standard error for everything else.
enum Console {
    /// A result line.
    static func say(_ line: String) { write(Array("\(line)\n".utf8)) }

    /// A line for the person at the terminal.
    static func complain(_ line: String) { FileHandle.standardError.write(Data("\(line)\n".utf8)) }

    /// Bytes to standard output as they are.
    static func write(_ bytes: [UInt8]) { FileHandle.standardOutput.write(Data(bytes)) }

    /// Bytes to standard error as they are: a progress bar.
    static func draw(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

    /// Whether standard error is a terminal.
    static var hasTerminal: Bool { isatty(2) == 1 }

    /// Whether standard output is a terminal.
    static var outputIsTerminal: Bool { isatty(1) == 1 }

    /// Asks for a new secret twice; nil without a terminal, or when nothing is typed.
    static func askNewSecret(_ prompt: String) throws -> String? {
        guard let first = askSecret(prompt), !first.isEmpty else { return nil }
        guard askSecret("Once more: ") == first else { throw OperatorError(.usage, "the two passwords differ") }
        return first
    }

    /// Asks for a secret without showing it; nil without a terminal.
    static func askSecret(_ prompt: String) -> String? {
        guard isatty(0) == 1, let answer = getpass(prompt) else { return nil }
        return String(cString: answer)
    }
}
