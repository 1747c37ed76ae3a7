extension SQL {
    /// Collects the text and the values of an interpolated literal.
    public struct StringInterpolation: StringInterpolationProtocol, Sendable {
        var text: String
        var parameters = Parameters()

        /// Reserves room.
        public init(literalCapacity: Int, interpolationCount: Int) {
            text = ""
            text.reserveCapacity(literalCapacity + interpolationCount * 3)
            parameters.reserveCapacity(interpolationCount)
        }

        /// Appends text of the program.
        public mutating func appendLiteral(_ literal: String) {
            text += literal
        }

        /// Binds a value.
        public mutating func appendInterpolation<T: PostgresEncodable>(_ value: T) {
            parameters.append(value, marker: text.utf8.count)
            text += "$"
            text += String(parameters.slots.count)
        }

        /// Binds a value or NULL; without this overload the compiler warns of every optional in a statement.
        public mutating func appendInterpolation<T: PostgresEncodable>(_ value: T?) {
            parameters.append(value, marker: text.utf8.count)
            text += "$"
            text += String(parameters.slots.count)
        }

        /// Inserts another statement with its values.
        public mutating func appendInterpolation(_ sql: SQL) {
            var sum = SQL(stringInterpolation: self)
            sum += sql
            text = sum.text
            parameters = sum.parameters
        }

        /// Inserts text as it is; the caller answers for its content.
        public mutating func appendInterpolation(unescaped raw: String) {
            text += raw
        }

        /// Inserts a quoted name of a table, column, schema or channel.
        public mutating func appendInterpolation(identifier name: String) {
            text += SQL.quoted(identifier: name)
        }
    }

    /// A name in double quotes, with quotes inside doubled.
    static func quoted(identifier name: String) -> String {
        var quoted = "\""
        for character in name.unicodeScalars {
            if character == "\"" { quoted += "\"" }
            quoted.unicodeScalars.append(character)
        }
        return quoted + "\""
    }
}
