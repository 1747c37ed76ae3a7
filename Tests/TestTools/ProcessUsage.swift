import Foundation

/// What a process takes of the machine, as `/proc` tells.
public struct ProcessUsage: Sendable {
    /// Its number.
    public let processID: Int32

    /// Of a process that has not ended.
    public init(of processID: Int32) { self.processID = processID }

    /// Of this process.
    public static var own: ProcessUsage { ProcessUsage(of: getpid()) }

    /// Bytes in memory, those of files it has mapped included (`VmRSS` of proc(5)).
    public func resident() throws -> Double { try status("VmRSS") }

    /// The most that it ever had in memory (`VmHWM`).
    public func peak() throws -> Double { try status("VmHWM") }

    /// Bytes in memory, of which those that it shares with others are divided between them (`Pss`).
    public func proportional() throws -> Double { try kilobytes("Pss", in: "smaps_rollup") }

    /// Seconds of processor time so far.
    public func processorTime() throws -> Double {
        // Fields 14 and 15 of proc(5), counted after the name, which is in parentheses and may have blanks.
        let fields = try text("stat").split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
            throw Subprocess.Failure("/proc/\(processID)/stat has no times")
        }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    // MARK: - Private

    private func status(_ field: String) throws -> Double { try kilobytes(field, in: "status") }

    private func kilobytes(_ field: String, in file: String) throws -> Double {
        let lines = try text(file).split(separator: "\n")
        guard let line = lines.first(where: { $0.hasPrefix("\(field):") }),
            let number = line.split(separator: " ").dropFirst().first.flatMap({ Double($0) })
        else { throw Subprocess.Failure("/proc/\(processID)/\(file) has no \(field)") }
        return number * 1024
    }

    private func text(_ file: String) throws -> String {
        try String(contentsOfFile: "/proc/\(processID)/\(file)", encoding: .utf8)
    }
}
