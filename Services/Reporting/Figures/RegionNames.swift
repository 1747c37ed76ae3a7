/// The names of places by their codes (行政区划), from the divisions list.
struct RegionNames: Sendable {
    private let names: [String: String]

    /// Reads `code,name,…` lines; the first is the head.
    init(csv bytes: [UInt8]) {
        var names: [String: String] = [:]
        for line in bytes.split(separator: UInt8(ascii: "\n")).dropFirst() {
            let fields = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            guard fields.count >= 2 else { continue }
            names[String(decoding: fields[0], as: UTF8.self)] = String(decoding: fields[1], as: UTF8.self)
        }
        self.names = names
    }

    /// The place's own name; nil when the list does not have it.
    func name(_ code: String) -> String? { names[code] }

    /// League and place, such as 呼和浩特市赛罕区; the code itself when the list does not have it.
    func display(_ code: String) -> String {
        guard let own = names[code] else { return code }
        guard code.count > 4, let league = names[String(code.prefix(4))] else { return own }
        let banner = code.count > 6 ? names[String(code.prefix(6))] ?? "" : ""
        return league + banner + own
    }
}

extension RegionNames {
    /// The list that comes with the program: Inner Mongolia's leagues, banners, sumus and towns.
    static let standard = RegionNames(csv: PackageResources.divisions_csv)
}
