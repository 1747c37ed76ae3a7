public import JobQueue

/// The contact keys seal messages, too.
extension Sealing: PayloadSeal {}
