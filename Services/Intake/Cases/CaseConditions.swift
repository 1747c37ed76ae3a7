import Models
import Postgres

/// Puts a filter into SQL conditions.
struct CaseConditions: Sendable {
    let contacts: ContactSealing

    /// The states of `CaseState.isRunning`.
    static let isRunning: SQL = "c.state IN ('accepted', 'dispatched', 'in_progress', 'rework')"

    /// The colour as `DueColour.init` decides it.
    static let colour: SQL =
        "CASE WHEN NOT (" + isRunning + """
            ) OR least(c.promised_due, c.statutory_due) IS NULL THEN 'none'
            WHEN least(c.promised_due, c.statutory_due) <= now() THEN 'red'
            WHEN c.warn_at <= now() THEN 'amber' ELSE 'green' END
            """

    func conditions(_ filter: CaseFilter) throws -> [SQL] {
        var conditions: [SQL] = ["true"]
        if let state = filter.state { conditions.append("c.state = \(state.rawValue)") }
        if filter.openOnly { conditions.append("c.state <> 'closed'") }
        if let colour = filter.colour { conditions.append("(" + Self.colour + ") = \(colour.rawValue)") }
        if let department = filter.department { conditions.append("c.department = \(department)") }
        if let region = filter.regionCode { conditions.append("starts_with(c.region_code, \(region))") }
        if let kind = filter.kind { conditions.append("c.kind = \(kind.rawValue)") }
        if let channel = filter.channel { conditions.append("c.channel = \(channel.rawValue)") }
        if let text = try CaseText.optional("text", filter.text, lengthMax: 100) { conditions.append(search(text)) }
        if let cursor = filter.cursor {
            let cursor = try CaseCursor(cursor)
            conditions.append("(c.received_at, c.id) < (\(cursor.receivedAt), \(cursor.id))")
        }
        return conditions
    }

    // MARK: - Private

    private func search(_ text: String) -> SQL {
        if let number = try? CaseNumber(text) { return "c.number = \(number.description)" }
        if let id = try? ResidentID(text) { return "p.id_hash = \(contacts.idHash(id))" }
        if let phone = try? PhoneNumber(text) { return "p.phone_hash = \(contacts.phoneHash(phone))" }
        return "position(lower(\(text)) IN lower(c.summary)) > 0"
    }
}
