public import Foundation

/// `numeric`, of at most 38 significant digits.
extension Decimal: PostgresCodable {
    /// `numeric`
    public static var postgresType: PostgresType { .numeric }

    /// Groups of four decimal digits, as `numeric_send` writes them.
    public func encode(into buffer: inout PostgresBuffer) throws(PostgresError) {
        NumericDigits(self).encode(into: &buffer)
    }

    /// Reads a `numeric`; more digits than `Decimal` holds, and infinities, are an error.
    public init(from cell: PostgresCell) throws(PostgresError) {
        _ = try cell.bytes(.numeric)
        self = try NumericDigits(from: cell).decimal(column: cell.column)
    }
}
