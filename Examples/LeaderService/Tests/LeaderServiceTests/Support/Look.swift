import Testing

/// How a page is looked at.
struct Look: Sendable, CustomTestStringConvertible {
    var width: Int
    var height: Int
    var isDark: Bool

    var testDescription: String { "\(width)-\(isDark ? "dark" : "light")" }

    static let all = [
        Look(width: 1280, height: 900, isDark: false),
        Look(width: 1280, height: 900, isDark: true),
        Look(width: 375, height: 812, isDark: false),
        Look(width: 320, height: 640, isDark: true),
    ]
}
