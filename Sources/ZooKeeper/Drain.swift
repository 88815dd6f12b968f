/// How long a close waits for the answers to requests that are on their way.
///
/// With more than a few of them the C library loses its CLOSE, and the session lives on until its timeout. So they are waited for as
/// long as answers come, but not for ever.
struct Drain {
    /// How long to wait for the next answers.
    static let silence = Duration.milliseconds(500)
    private static let limit = 10

    private var left = Int.max
    private var waits = 0

    /// Whether to wait once more, with so many requests on their way.
    mutating func goesOn(with count: Int) -> Bool {
        defer {
            left = count
            waits += 1
        }
        return count > 0 && count < left && waits < Self.limit
    }
}
