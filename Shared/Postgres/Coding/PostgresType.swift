/// A type of PostgreSQL by its OID (`pg_type.dat`), with that of its array.
public struct PostgresType: Hashable, Sendable, CustomStringConvertible {
    /// The OID.
    public let oid: UInt32
    /// The OID of the array type; 0 where this client has none.
    public let arrayOID: UInt32
    /// The name in SQL.
    public let name: String
    /// Whether a parameter of this type is sent in text format with an unspecified type.
    let isInferred: Bool

    /// Describes a built-in type.
    public init(oid: UInt32, arrayOID: UInt32, name: String) {
        self.init(oid: oid, arrayOID: arrayOID, name: name, isInferred: false)
    }

    init(oid: UInt32, arrayOID: UInt32, name: String, isInferred: Bool) {
        self.oid = oid
        self.arrayOID = arrayOID
        self.name = name
        self.isInferred = isInferred
    }

    /// The name.
    public var description: String { name }

    /// The type of arrays of this type.
    public var array: PostgresType { PostgresType(oid: arrayOID, arrayOID: 0, name: name + "[]") }

    /// `boolean`
    public static let bool = PostgresType(oid: 16, arrayOID: 1000, name: "boolean")
    /// `bytea`
    public static let bytea = PostgresType(oid: 17, arrayOID: 1001, name: "bytea")
    /// `smallint`
    public static let int2 = PostgresType(oid: 21, arrayOID: 1005, name: "smallint")
    /// `integer`
    public static let int4 = PostgresType(oid: 23, arrayOID: 1007, name: "integer")
    /// `bigint`
    public static let int8 = PostgresType(oid: 20, arrayOID: 1016, name: "bigint")
    /// `oid`
    public static let oid = PostgresType(oid: 26, arrayOID: 1028, name: "oid")
    /// `text`
    public static let text = PostgresType(oid: 25, arrayOID: 1009, name: "text", isInferred: true)
    /// `real`
    public static let float4 = PostgresType(oid: 700, arrayOID: 1021, name: "real")
    /// `double precision`
    public static let float8 = PostgresType(oid: 701, arrayOID: 1022, name: "double precision")
    /// `numeric`
    public static let numeric = PostgresType(oid: 1700, arrayOID: 1231, name: "numeric")
    /// `uuid`
    public static let uuid = PostgresType(oid: 2950, arrayOID: 2951, name: "uuid")
    /// `timestamp with time zone`
    public static let timestamptz = PostgresType(oid: 1184, arrayOID: 1185, name: "timestamp with time zone")
    /// `date`
    public static let date = PostgresType(oid: 1082, arrayOID: 1182, name: "date")
    /// `time without time zone`
    public static let time = PostgresType(oid: 1083, arrayOID: 1183, name: "time without time zone")
    /// `json`
    public static let json = PostgresType(oid: 114, arrayOID: 199, name: "json")
    /// `jsonb`
    public static let jsonb = PostgresType(oid: 3802, arrayOID: 3807, name: "jsonb")
    /// `xid8`
    public static let xid8 = PostgresType(oid: 5069, arrayOID: 271, name: "xid8")
}
