import Foundation

/// Standard output, a line at a time: whoever reads it through a pipe gets each line at once.
enum Output {
    static func line(_ text: String) {
        StatusLine.clear()
        try? FileHandle.standardOutput.write(contentsOf: Data("\(text)\n".utf8))
    }

    /// A record, as JSON or in words.
    static func record(_ record: some Record, json: Bool) {
        line(json ? record.json : record.text)
    }

    /// A word to the user on standard error.
    static func error(_ text: String) {
        StatusLine.clear()
        try? FileHandle.standardError.write(contentsOf: Data("elect: \(text)\n".utf8))
    }
}
