import Models
import Postgres

/// What producers committed, by their own account in the same transaction, and what was done of it. No constraint keeps
/// anything from being done twice: if it is, that is seen.
enum Ledger {
    static let schema = """
        CREATE SCHEMA torture;
        CREATE TABLE torture.ledger (number bigint NOT NULL, kind text NOT NULL, fate text NOT NULL, ordering_key text);
        CREATE TABLE torture.confirmed (number bigint NOT NULL);
        CREATE TABLE torture.effect (doer text NOT NULL, number bigint NOT NULL, place bigserial);
        GRANT USAGE ON SCHEMA torture TO bangban_intake;
        GRANT SELECT, INSERT ON torture.ledger, torture.effect TO bangban_intake;
        GRANT USAGE ON SEQUENCE torture.effect_place_seq TO bangban_intake;
        """

    /// Puts on record, after the storm, what the server had said was committed.
    static func confirm(_ numbers: [Int64]) -> SQL {
        "INSERT INTO torture.confirmed SELECT unnest(\(numbers)::bigint[])"
    }

    static func insert(_ messages: [any Numbered], _ fate: Fate, orderingKey: String? = nil) -> SQL {
        """
        INSERT INTO torture.ledger (number, kind, fate, ordering_key)
        SELECT number, kind, \(fate.rawValue), \(orderingKey)
          FROM unnest(\(messages.map(\.number))::bigint[], \(messages.map { type(of: $0).kind })::text[]) m (number, kind)
        """
    }
}
