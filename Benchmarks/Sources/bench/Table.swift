/// A table in Markdown.
struct Table {
    var head: [String]
    var rows: [[String]] = []

    var text: String {
        ([head, head.map { _ in "---" }] + rows).map { "| \($0.joined(separator: " | ")) |\n" }.joined()
    }
}
