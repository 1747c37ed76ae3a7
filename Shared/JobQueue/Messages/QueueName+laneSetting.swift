import Models

extension QueueName {
    /// The setting in which a session keeps the number of a lane, `queue.keep_lane` in SQL. Settings' names are made of
    /// letters, digits, `_` and `$`; queues' have dots and hyphens, too, and no `$`.
    func laneSetting(_ priority: Priority) -> String {
        rawValue.unicodeScalars.reduce(into: "queue.lane\(priority.rawValue)_") { setting, scalar in
            switch scalar {
            case ".": setting += "$d"
            case "-": setting += "$h"
            default: setting.unicodeScalars.append(scalar)
            }
        }
    }
}
