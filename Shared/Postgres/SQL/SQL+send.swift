import CLibPQ

extension SQL {
    /// Sends the statement unprepared, results in binary; false if libpq refused.
    func send(to connection: OpaquePointer) -> Bool {
        parameters.withPointers { count, types, values, lengths, formats in
            PQsendQueryParams(connection, text, count, types, values, lengths, formats, 1) == 1
        }
    }

    /// Sends the execution of a prepared statement, results in binary; false if libpq refused.
    func send(to connection: OpaquePointer, prepared name: String) -> Bool {
        parameters.withPointers { count, _, values, lengths, formats in
            PQsendQueryPrepared(connection, name, count, values, lengths, formats, 1) == 1
        }
    }

    /// Sends the request to prepare; false if libpq refused.
    func sendPrepare(to connection: OpaquePointer, as name: String) -> Bool {
        parameters.withPointers { count, types, _, _, _ in
            PQsendPrepare(connection, name, text, count, types) == 1
        }
    }
}

extension Parameters {
    /// Lends the values in the four arrays that libpq wants, made on the stack.
    fileprivate func withPointers<R>(
        _ body: (
            Int32, UnsafePointer<Oid>?, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?,
            UnsafePointer<Int32>?
        ) -> R
    ) -> R {
        let count = slots.count
        if count == 0 { return body(0, nil, nil, nil, nil) }
        return bytes.withUnsafeBytes { raw in
            withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: count) { values in
                withUnsafeTemporaryAllocation(of: Int32.self, capacity: count * 3) { numbers in
                    for (index, slot) in slots.enumerated() {
                        values[index] =
                            slot.length < 0
                            ? nil : raw.baseAddress.map { ($0 + Int(slot.offset)).assumingMemoryBound(to: CChar.self) }
                        numbers[index] = Int32(bitPattern: slot.type)
                        numbers[count + index] = max(0, slot.length)
                        numbers[count * 2 + index] = slot.isBinary ? 1 : 0
                    }
                    guard let base = numbers.baseAddress else { return body(0, nil, nil, nil, nil) }
                    return base.withMemoryRebound(to: Oid.self, capacity: count) { types in
                        body(
                            Int32(count), types, values.baseAddress, base + count, base + count * 2)
                    }
                }
            }
        }
    }
}
