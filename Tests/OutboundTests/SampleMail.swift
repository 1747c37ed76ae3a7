import Foundation
import Outbound

/// A mail with everything a mail can have, and knobs for what a test is about.
func sampleMail(
    to: String = "resident@example.org", subject: String = "受理回执", messageID: String = "<a.b@bangban.example>",
    text: String = "您好", html: String? = "<p>您好</p><img src=\"cid:chart@week\">", files: Bool = true
) -> Mail {
    Mail(
        from: Mailbox(name: "赛罕区政务服务中心", address: "hall@example.org"),
        to: Mailbox(name: "Zhang \"San\"", address: to), subject: subject, messageID: messageID,
        date: Date(timeIntervalSince1970: 1_789_948_800), timeZone: TimeZone(secondsFromGMT: 8 * 3600) ?? .gmt,
        headers: ["X-Bangban-Case": "150105-1"], text: text, html: html,
        inlineImages: files
            ? [MailFile(filename: "chart.png", mediaType: "image/png", contentID: "chart@week", bytes: Array(0...255))]
            : [],
        attachments: files
            ? [
                MailFile(
                    filename: "周报 2024 年第 28 周(7月8日—14日).pdf", mediaType: "application/pdf", bytes: [37, 80, 68, 70]),
                MailFile(
                    filename: "figures.xlsx", mediaType: "application/vnd.ms-excel",
                    bytes: [UInt8](repeating: 0x2E, count: 100_000)),
            ] : [])
}
