import Models
import ServiceKit

/// The templates and texts that are embedded in the binary.
enum PageTemplates {
    /// Parses all of them; throws `PageError` at the first that is wrong.
    static func renderer() throws -> PageRenderer {
        try PageRenderer(
            templates: [HouseLook.templates, shared, kiosk, others].reduce(into: [:]) {
                $0.merge($1) { first, _ in first }
            },
            texts: [.chinese: PackageResources.texts_zh_json, .english: PackageResources.texts_en_json])
    }

    private static let shared = [
        "icons": PackageResources.icons_mustache,
        "field": PackageResources.field_mustache,
        "steps": PackageResources.steps_mustache,
        "kept": PackageResources.kept_mustache,
        "wrongs": PackageResources.wrongs_mustache,
    ]

    private static let kiosk = [
        "kiosk": PackageResources.kiosk_mustache,
        "kiosk_enrol": PackageResources.kiosk_enrol_mustache,
        "kiosk_home": PackageResources.kiosk_home_mustache,
        "kiosk_items": PackageResources.kiosk_items_mustache,
        "kiosk_item": PackageResources.kiosk_item_mustache,
        "kiosk_request": PackageResources.kiosk_request_mustache,
        "kiosk_region": PackageResources.kiosk_region_mustache,
        "kiosk_contact": PackageResources.kiosk_contact_mustache,
        "kiosk_check": PackageResources.kiosk_check_mustache,
        "kiosk_done": PackageResources.kiosk_done_mustache,
        "kiosk_notice": PackageResources.kiosk_notice_mustache,
    ]

    private static let others = [
        "public": PackageResources.public_mustache,
        "start": PackageResources.start_mustache,
        "track": PackageResources.track_mustache,
        "track_case": PackageResources.track_case_mustache,
        "notice": PackageResources.notice_mustache,
        "desk": PackageResources.desk_mustache,
        "desk_sign_in": PackageResources.desk_sign_in_mustache,
        "desk_list": PackageResources.desk_list_mustache,
        "desk_case": PackageResources.desk_case_mustache,
    ]
}
