import Foundation

/// Standard output, a line at a time: whoever reads it through a pipe gets each line at once.
enum Output {
    /// Throws where nobody reads it any more, or it cannot be written.
    static func line(_ text: String) throws {
        StatusLine.clear()
        do {
            try FileHandle.standardOutput.write(contentsOf: Data("\(text)\n".utf8))
        } catch {
            throw Failure("cannot write to standard output")
        }
    }

    /// A record, as JSON or in words.
    static func record(_ record: some Record, json: Bool) throws {
        try line(json ? record.json : record.text)
    }

    /// A line on standard error, for those whose standard output is another's. Who does not read it misses nothing else.
    static func note(_ text: String) {
        StatusLine.clear()
        try? FileHandle.standardError.write(contentsOf: Data("\(text)\n".utf8))
    }
}
