/// Bounds that keep a hostile file from filling the memory.
public struct CSVLimits: Hashable, Sendable {
    /// The most bytes one field may have, quotes included.
    public var fieldBytes: Int
    /// The most bytes one record may have, its line breaks included.
    public var recordBytes: Int
    /// The most fields a record may have.
    public var fields: Int

    /// Limits of 64 KiB a field, 256 KiB a record and 256 fields, unless given.
    public init(fieldBytes: Int = 65_536, recordBytes: Int = 262_144, fields: Int = 256) {
        self.fieldBytes = fieldBytes
        self.recordBytes = recordBytes
        self.fields = fields
    }
}
