import Hummingbird

/// The page, `page.html`, which is all in one and is compiled into the program.
enum Page {
    /// Nothing comes from anywhere else, and nobody puts the page into a frame of theirs.
    private static let policy = """
        default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; \
        connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'
        """

    static var response: Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "text/html; charset=utf-8",
                .cacheControl: "no-cache",
                .contentSecurityPolicy: policy,
            ],
            body: .init(byteBuffer: ByteBuffer(bytes: PackageResources.page_html))
        )
    }
}
