extension ResidentID: CustomStringConvertible, CustomDebugStringConvertible {
    /// Masked, so that printing or logging one by mistake tells nothing; `value` has the number.
    public var description: String { Masking.residentID(value) }
    /// Masked as well.
    public var debugDescription: String { description }
}

extension PhoneNumber: CustomStringConvertible, CustomDebugStringConvertible {
    /// Masked; `value` has the number.
    public var description: String { Masking.phone(value) }
    /// Masked as well.
    public var debugDescription: String { description }
}

extension EmailAddress: CustomStringConvertible, CustomDebugStringConvertible {
    /// Masked; `value` has the address.
    public var description: String { Masking.email(value) }
    /// Masked as well.
    public var debugDescription: String { description }
}

extension UnifiedSocialCreditCode: CustomStringConvertible {
    /// The code: it is public.
    public var description: String { value }
}
