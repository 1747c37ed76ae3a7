import Foundation
import Models

/// Shows a service's answer: as it came for scripts, or in lines for people.
enum Answer {
    /// The answer as JSON on one line.
    static func raw(_ body: [UInt8]) { Console.write(body + (body.last == 0x0A ? [] : [0x0A])) }

    /// Our own findings as JSON.
    static func json(_ value: some Encodable) throws { raw(Array(try MessageCoding.encoder.encode(value))) }

    /// A list as a table of the given members; a line in its place when it is empty.
    static func table(_ value: JSONValue, _ columns: [(title: String, key: String)], empty: String) {
        guard !value.items.isEmpty else {
            Console.say(empty)
            return
        }
        var table = TextTable(columns.map(\.title))
        for item in value.items { table.add(columns.map { item[$0.key].text }) }
        table.say()
    }
}
