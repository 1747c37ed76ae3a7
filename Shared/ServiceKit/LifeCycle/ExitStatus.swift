public import ArgumentParser

/// The exit statuses of our executables, by <sysexits.h>.
public enum ExitStatus {
    /// 78, EX_CONFIG: a setting, a role or a schema is wrong; starting again does not help.
    public static let configuration = ExitCode(78)
    /// 69, EX_UNAVAILABLE: something needed does not answer; starting again may help.
    public static let unavailable = ExitCode(69)
    /// 70, EX_SOFTWARE: the service failed.
    public static let failure = ExitCode(70)
}
