/// The state of reading one record: where the fields lie so far. Can stop at any byte and go on when more bytes come.
struct CSVScan: Sendable {
    /// How far the record was read; at the end, its length with the line break.
    private(set) var position = 0
    private(set) var fields: [CSVField] = []
    private(set) var lineBreaks = 0
    private var state = State.fieldStart
    private var fieldStart = 0
    private var isEscaped = false

    private enum State { case fieldStart, plain, quoted, quoteInQuoted }

    /// Reads on; `bytes` begin at the record's first byte.
    mutating func advance(_ bytes: UnsafeBufferPointer<UInt8>, isFinished: Bool, limits: CSVLimits) -> Outcome {
        let end = min(bytes.count, limits.recordBytes)
        while position < end {
            let byte = bytes[position]
            switch state {
            case .fieldStart:
                if byte == CSVByte.quote {
                    state = .quoted
                    fieldStart = position + 1
                    position += 1
                } else {
                    state = .plain
                    fieldStart = position
                }
            case .plain:
                if let outcome = plain(bytes, end, limits) { return outcome }
            case .quoted:
                if let outcome = quoted(bytes, end, limits) { return outcome }
            case .quoteInQuoted:
                if byte == CSVByte.carriageReturn, position + 1 == bytes.count {
                    return isFinished ? atEnd(bytes, limits) : .needsMore
                }
                if let outcome = afterQuote(byte, bytes, limits) { return outcome }
            }
        }
        if position >= limits.recordBytes { return overlong() }
        return isFinished ? atEnd(bytes, limits) : .needsMore
    }

    // MARK: - Private

    private mutating func plain(_ bytes: UnsafeBufferPointer<UInt8>, _ end: Int, _ limits: CSVLimits) -> Outcome? {
        while position < end {
            let byte = bytes[position]
            if byte == CSVByte.comma || byte == CSVByte.lineFeed {
                return close(at: position, with: byte, bytes, limits)
            }
            if byte == CSVByte.quote { return .failure(Failure(kind: .strayQuote, offset: position)) }
            position += 1
        }
        return tooLong(limits)
    }

    private mutating func quoted(_ bytes: UnsafeBufferPointer<UInt8>, _ end: Int, _ limits: CSVLimits) -> Outcome? {
        while position < end {
            let byte = bytes[position]
            position += 1
            if byte == CSVByte.quote {
                state = .quoteInQuoted
                return nil
            }
            if byte == CSVByte.lineFeed { lineBreaks += 1 }
        }
        return tooLong(limits)
    }

    private mutating func afterQuote(_ byte: UInt8, _ bytes: UnsafeBufferPointer<UInt8>, _ limits: CSVLimits)
        -> Outcome?
    {
        switch byte {
        case CSVByte.quote:
            isEscaped = true
            state = .quoted
            position += 1
            return nil
        case CSVByte.comma, CSVByte.lineFeed:
            return close(at: position - 1, with: byte, bytes, limits)
        case CSVByte.carriageReturn:
            if bytes[position + 1] == CSVByte.lineFeed {
                position += 1
                return close(at: position - 2, with: CSVByte.lineFeed, bytes, limits)
            }
        default: break
        }
        return badQuote()
    }

    /// Text after a closing quote: where the quoted text spans lines, the opening quote is to blame.
    private func badQuote() -> Outcome {
        lineBreaks > 0
            ? .failure(Failure(kind: .unbalancedQuote, offset: fieldStart - 1))
            : .failure(Failure(kind: .textAfterQuote, offset: position))
    }

    /// Ends a field at a comma or line feed; the outcome when that ends the record.
    private mutating func close(
        at end: Int, with byte: UInt8, _ bytes: UnsafeBufferPointer<UInt8>, _ limits: CSVLimits
    ) -> Outcome? {
        var end = end
        if state == .plain, byte == CSVByte.lineFeed, end > fieldStart, bytes[end - 1] == CSVByte.carriageReturn {
            end -= 1
        }
        if end - fieldStart > limits.fieldBytes {
            return .failure(Failure(kind: .fieldTooLong, offset: state == .plain ? fieldStart : fieldStart - 1))
        }
        let isBlank = fields.isEmpty && state == .plain && end == fieldStart && byte == CSVByte.lineFeed
        if fields.isEmpty { fields.reserveCapacity(16) }
        fields.append(CSVField(start: fieldStart, end: end, isEscaped: isEscaped))
        if fields.count > limits.fields { return .failure(Failure(kind: .tooManyFields, offset: fieldStart)) }
        position += 1
        state = .fieldStart
        isEscaped = false
        fieldStart = position
        guard byte == CSVByte.lineFeed else { return nil }
        lineBreaks += 1
        return isBlank ? .blank : .record
    }

    private func tooLong(_ limits: CSVLimits) -> Outcome? {
        guard position - fieldStart > limits.fieldBytes else { return nil }
        if state == .plain { return .failure(Failure(kind: .fieldTooLong, offset: fieldStart)) }
        return .failure(Failure(kind: lineBreaks > 0 ? .unbalancedQuote : .fieldTooLong, offset: fieldStart - 1))
    }

    private func overlong() -> Outcome {
        if state == .quoted, lineBreaks > 0 {
            return .failure(Failure(kind: .unbalancedQuote, offset: fieldStart - 1))
        }
        return .failure(Failure(kind: .recordTooLong, offset: 0))
    }

    /// The file ends without a line break.
    private mutating func atEnd(_ bytes: UnsafeBufferPointer<UInt8>, _ limits: CSVLimits) -> Outcome {
        if position == 0 { return .needsMore }
        var end = position
        switch state {
        case .quoted: return .failure(Failure(kind: .unbalancedQuote, offset: fieldStart - 1))
        case .quoteInQuoted:
            // A carriage return alone may follow the closing quote.
            guard position == bytes.count || bytes[position] == CSVByte.carriageReturn, bytes.count - position <= 1
            else {
                return badQuote()
            }
            end = position - 1
            position = bytes.count
        case .fieldStart: fieldStart = position
        case .plain: if bytes[end - 1] == CSVByte.carriageReturn, end > fieldStart { end -= 1 }
        }
        if state == .plain, fields.isEmpty, end == fieldStart { return .blank }
        if end - fieldStart > limits.fieldBytes {
            return .failure(Failure(kind: .fieldTooLong, offset: state == .plain ? fieldStart : fieldStart - 1))
        }
        fields.append(CSVField(start: fieldStart, end: end, isEscaped: isEscaped))
        return .record
    }
}
