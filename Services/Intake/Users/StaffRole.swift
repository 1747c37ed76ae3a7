/// What a member of staff may do at the desk.
enum StaffRole: String, CaseIterable, Codable, Sendable {
    /// Works cases (工作人员).
    case clerk
    /// Also decides on repeated reworks (督办).
    case supervisor
    /// Also everything a supervisor may (管理员).
    case administrator

    var isSupervisor: Bool { self != .clerk }
}
