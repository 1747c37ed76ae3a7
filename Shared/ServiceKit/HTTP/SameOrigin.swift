internal import HTTPTypes
public import Hummingbird

/// Refuses forms that another site sent in a person's name, by what browsers say of themselves (Fetch Metadata).
public enum SameOrigin {
    private static let name = HTTPField.Name("Sec-Fetch-Site")

    /// Throws a 403 problem for a form from elsewhere. Programs that are no browsers do not send the header.
    public static func require(_ request: Request) throws {
        guard let name, let site = request.headers[name], site != "same-origin", site != "none" else { return }
        throw Problem(
            .forbidden, "cross-site-form", title: "The form came from another site",
            detail: "Open the page here and send the form again.")
    }
}
