import Models
import ServiceKit

/// A person at a kiosk.
struct KioskVisit: Sendable {
    let kiosk: Kiosk
    let display: KioskDisplay
    let words: PageWords

    var language: Language { display.language }
}
