import Foundation
import Models
import Outbound

/// A notice ready to be handed over, with its address opened. It lives no longer than the attempt.
struct Letter: Sendable {
    let notification: NotificationID
    let address: String
    let name: String?
    let language: Language
    let caseID: CaseID?
    let writtenAt: Date
    let text: RenderedText
    var inlineImages: [MailFile] = []
    var attachments: [MailFile] = []
}
