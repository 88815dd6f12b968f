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

    /// A line on standard error, for those whose standard output is another's.
    static func note(_ text: String) {
        StatusLine.clear()
        try? FileHandle.standardError.write(contentsOf: Data("\(text)\n".utf8))
    }
}
