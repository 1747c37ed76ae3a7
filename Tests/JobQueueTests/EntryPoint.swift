import Postgres
import TestTools

/// A function of the queue that services may call, as the catalogue knows it, and calls of it with arguments that nobody would
/// give, mixed with ones that mean something.
struct EntryPoint: Sendable, CustomStringConvertible {
    let name: String
    /// Name and type of each argument.
    let arguments: [(name: String, type: String)]

    var description: String { name }

    /// All that the group of services may execute, but for `rebase`, which would lock everything out, and is without arguments.
    static func all(_ client: PostgresClient) async throws -> [EntryPoint] {
        try await client.query(
            """
            SELECT p.proname::text, coalesce(p.proargnames[1:p.pronargs], '{}'),
                   ARRAY(SELECT format_type(t, NULL) FROM unnest(p.proargtypes) WITH ORDINALITY x (t, n) ORDER BY n)
              FROM pg_proc p
             WHERE p.pronamespace = 'queue'::regnamespace AND p.pronargs > 0
               AND has_function_privilege('bangban_queue', p.oid, 'EXECUTE')
             ORDER BY 1
            """
        ).map { row in
            let (name, names, types) = try row.decode(String.self, [String].self, [String].self)
            return EntryPoint(name: name, arguments: Array(zip(names, types)))
        }
    }

    /// A call as SQL. An argument has a good value three times out of four, otherwise one of its type's odd ones.
    func call(good: [String: String], using generator: inout SeededGenerator) -> String {
        let values = arguments.map { argument in
            let bare = argument.name.hasPrefix("p_") ? String(argument.name.dropFirst(2)) : argument.name
            let known = good["\(name).\(bare)"] ?? good[bare]
            let odd = Self.odd[argument.type]?.randomElement(using: &generator) ?? "NULL"
            let value = generator.once(in: 4) ? odd : known ?? odd
            return "\(argument.name) => \(value)::\(argument.type)"
        }
        return "SELECT * FROM queue.\(name)(\(values.joined(separator: ", ")))"
    }

    // MARK: - Private

    private static let texts = [
        "NULL", "''", "' '", "'帮办'", "'A'", "'*'", "'it''s'", #"E'a\tb\n'"#, "repeat('x', 64)", "repeat('x', 5000)",
        "(SELECT string_agg(md5(g::text), '') FROM generate_series(1, 1000) g)", "'infinity'", "'%s %I'", "'{}'",
        "'../..'", "U&'\\202E\\FFFF'",
    ]

    /// By type.
    private static let odd: [String: [String]] = [
        "text": texts,
        "integer": ["NULL", "0", "-1", "1", "4", "255", "32768", "2147483647", "-2147483648"],
        "bigint": ["NULL", "0", "-1", "1", "9223372036854775807", "-9223372036854775808"],
        "real": ["NULL", "-0.1", "1.1", "'NaN'", "'infinity'", "0"],
        "boolean": ["NULL", "true", "false"],
        "jsonb": [
            "NULL", "'null'", "'1e400'", #"'"text"'"#, "'[]'", "'{}'", #"'{"scheduled_for": 1}'"#,
            #"'{"number": "x"}'"#,
            "jsonb_build_array(repeat('x', 100000))", "(repeat('[', 400) || repeat(']', 400))",
        ],
        "timestamp with time zone": [
            "NULL", "'infinity'", "'-infinity'", "'4713-01-01 00:00+00 BC'", "'294276-12-31 23:59:59+00'", "'epoch'",
            "now()",
        ],
        "interval": [
            "NULL", "'0'", "'-1 s'", "'-178000000 years'", "'178000000 years'", "'1 microsecond'", "'1 month -31 days'",
            "'1 year'",
        ],
        "text[]": [
            "NULL", "'{}'", "'{NULL}'", "'{{a,b},{c,d}}'", "ARRAY[repeat('x', 5000)]", "'{test.ping,NULL,test.ping}'",
        ],
        "integer[]": ["NULL", "'{}'", "'{NULL}'", "'{-1,2147483647}'", "'{{1,2},{3,4}}'", "'[5:6]={1,2}'"],
        "bigint[]": ["NULL", "'{}'", "'{NULL}'", "'{-1,9223372036854775807}'", "'{{1,2},{3,4}}'"],
        "boolean[]": ["NULL", "'{}'", "'{NULL}'", "'{t,f}'"],
        "int4multirange": [
            "NULL", "'{}'", "'{[1,1]}'", "'{[5,9],[11,12]}'", "'{(,)}'", "'{[-2147483648,2147483647)}'", "'{[0,1]}'",
        ],
    ]
}
