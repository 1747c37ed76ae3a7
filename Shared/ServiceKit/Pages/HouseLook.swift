/// What the pages of all services share: the frame of a page, the style sheet, the seal.
public enum HouseLook {
    /// Templates that others inherit or include: `page`, whose texts are `brand` and `skip`, and `seal`.
    public static let templates = [
        "page": PackageResources.page_mustache,
        "seal": PackageResources.seal_mustache,
    ]

    /// What `page` loads from `/assets`, besides the service's own `pages.css`.
    static let assets = [
        PageAssets.Asset("house.css", "text/css; charset=utf-8", PackageResources.house_css),
        PageAssets.Asset("seal.svg", "image/svg+xml", PackageResources.seal_svg),
    ]
}
