public import Models
public import Postgres

extension Identifier: PostgresCodable {}
extension SealedText: PostgresCodable {}
extension CaseKind: PostgresCodable {}
extension Channel: PostgresCodable {}
extension Handling: PostgresCodable {}
extension HelpSkill: PostgresCodable {}
extension Language: PostgresCodable {}
extension NotificationChannel: PostgresCodable {}
extension ReplyOutcome: PostgresCodable {}
extension CaseClock: PostgresCodable {}
extension DeadlineThreshold: PostgresCodable {}
