import Models
import ServiceKit

/// The templates and texts that are embedded in the binary.
enum ConsoleTemplates {
    /// Parses all of them; throws `PageError` at the first that is wrong.
    static func renderer() throws -> PageRenderer {
        try PageRenderer(
            templates: HouseLook.templates.merging(own) { first, _ in first },
            texts: [.chinese: PackageResources.texts_zh_json, .english: PackageResources.texts_en_json])
    }

    private static let own = [
        "console": PackageResources.console_mustache,
        "notice": PackageResources.notice_mustache,
        "sign_in": PackageResources.sign_in_mustache,
        "overview": PackageResources.overview_mustache,
        "jobs": PackageResources.jobs_mustache,
        "job": PackageResources.job_mustache,
        "dead": PackageResources.dead_mustache,
        "dead_group": PackageResources.dead_group_mustache,
        "dead_fields": PackageResources.dead_fields_mustache,
        "workers": PackageResources.workers_mustache,
        "schedules": PackageResources.schedules_mustache,
        "health": PackageResources.health_mustache,
    ]
}

extension PageAssets {
    /// The assets of the console's pages.
    static let console = PageAssets([Asset("pages.css", "text/css; charset=utf-8", PackageResources.pages_css)])
}
