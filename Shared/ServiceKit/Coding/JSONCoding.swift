public import Foundation
internal import Models

/// How JSON looks on the outside: as in messages, with snake_case names and RFC 3339 times in UTC with milliseconds.
///
/// Properties are named in Swift's way, acronyms in capitals (`caseID`, `receiptURL`).
public enum JSONCoding {
    /// A fresh encoder: keys sorted, slashes plain.
    public static var encoder: JSONEncoder { MessageCoding.encoder }

    /// A fresh decoder: any offset and fraction is taken.
    public static var decoder: JSONDecoder { MessageCoding.decoder }
}
