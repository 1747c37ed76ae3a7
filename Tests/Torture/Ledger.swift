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
        -- What an operator was told of a message that was cancelled; how far back a subscriber was taken in a lane, whose
        -- messages were there, and which effects were later.
        CREATE TABLE torture.cancelled (number bigint NOT NULL, doer text NOT NULL, was text NOT NULL);
        CREATE TABLE torture.rewound (doer text NOT NULL, lane integer NOT NULL, back_to pg_snapshot NOT NULL,
                                      seen pg_snapshot NOT NULL, place bigint NOT NULL);
        -- A letter is in nobody's transaction: what appends it to its queue, and not what delivers it again, says that it is committed.
        CREATE FUNCTION torture.letter() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
        BEGIN
            INSERT INTO torture.ledger (number, kind, fate)
            SELECT (NEW.payload->>'number')::bigint, NEW.kind, NEW.payload->>'fate'
              FROM queue.queue q WHERE q.id = queue.lane_owner(NEW.lane);
            RETURN NULL;
        END $$;
        CREATE TRIGGER letter AFTER INSERT ON queue.log
            FOR EACH ROW WHEN (NEW.kind = 'torture.letter') EXECUTE FUNCTION torture.letter();
        GRANT USAGE ON SCHEMA torture TO bangban_intake;
        GRANT SELECT, INSERT ON torture.ledger, torture.effect TO bangban_intake;
        GRANT USAGE ON SEQUENCE torture.effect_place_seq TO bangban_intake;
        """

    /// Puts on record, after the storm, what the server had said was committed.
    static func confirm(_ numbers: [Int64]) -> SQL {
        "INSERT INTO torture.confirmed SELECT unnest(\(numbers)::bigint[])"
    }

    /// The ids of ten messages that were written lately, and may be cancelled: of those that are not, it is known how often each
    /// takes effect. A number decides which.
    static func young(_ detail: UInt64) -> SQL {
        let order: SQL = "md5(id::text || \(String(detail)))"
        return """
            SELECT id FROM (
                SELECT l.id, l.kind, l.payload
                  FROM (SELECT id FROM queue.message_id m, generate_series(m.last_value - 3000, m.last_value) id
                         ORDER BY \(order) LIMIT 50) chosen,
                       queue.rows_of(chosen.id) r
                  JOIN queue.log l USING (lane, txid)
                 WHERE l.id = chosen.id
                UNION ALL SELECT id, kind, payload FROM queue.delayed
                UNION ALL SELECT id, kind, payload FROM queue.held) m
             WHERE kind <> 'torture.note' AND payload->>'fate' = 'effect'
             GROUP BY id ORDER BY \(order) LIMIT 10
            """
    }

    /// Cancels a message, and puts on record what was said of it.
    static func cancel(_ message: Int64) -> SQL {
        """
        INSERT INTO torture.cancelled (number, doer, was)
        SELECT m.number, CASE c.subscriber WHEN 'torture' THEN split_part(m.kind, '.', 2) ELSE c.subscriber END, c.was
          FROM (SELECT l.kind, (l.payload->>'number')::bigint AS number
                  FROM queue.rows_of(\(message)) r JOIN queue.log l USING (lane, txid) WHERE l.id = \(message)
                UNION SELECT kind, (payload->>'number')::bigint FROM queue.delayed WHERE id = \(message)
                UNION SELECT kind, (payload->>'number')::bigint FROM queue.held WHERE id = \(message)) m,
               queue.cancel(\(message)) c
        """
    }

    /// Puts the rewind of the transaction on record: a claim of nothing by nobody in each lane.
    static func rewound(_ subscriber: String) -> SQL {
        """
        INSERT INTO torture.rewound (doer, lane, back_to, seen, place)
        SELECT s.subscriber, c.lane, c.cur, pg_current_snapshot(), (SELECT nextval('torture.effect_place_seq'))
          FROM queue.claim c JOIN queue.subscription s ON s.id = c.subscription
         WHERE s.subscriber = \(subscriber) AND c.worker = 0 AND c.count = 0 AND c.xmin = pg_current_xact_id()::xid
        """
    }

    static func insert(_ messages: [any Numbered], _ fate: Fate, orderingKey: String? = nil) -> SQL {
        """
        INSERT INTO torture.ledger (number, kind, fate, ordering_key)
        SELECT number, kind, \(fate.rawValue), \(orderingKey)
          FROM unnest(\(messages.map(\.number))::bigint[], \(messages.map { type(of: $0).kind })::text[]) m (number, kind)
        """
    }
}
