extension CSVScan {
    /// What reading on came to.
    enum Outcome {
        case needsMore
        case blank
        case record
        case failure(Failure)
    }

    /// What is wrong, and the byte of the record to blame: for quotes the opening one.
    struct Failure {
        enum Kind { case unbalancedQuote, strayQuote, textAfterQuote, fieldTooLong, recordTooLong, tooManyFields }
        var kind: Kind
        var offset: Int

        func problem(_ limits: CSVLimits) -> CSVError.Problem {
            switch kind {
            case .unbalancedQuote: .unbalancedQuote
            case .strayQuote: .strayQuote
            case .textAfterQuote: .textAfterQuote
            case .fieldTooLong: .fieldTooLong(limit: limits.fieldBytes)
            case .recordTooLong: .recordTooLong(limit: limits.recordBytes)
            case .tooManyFields: .tooManyFields(limit: limits.fields)
            }
        }
    }
}
