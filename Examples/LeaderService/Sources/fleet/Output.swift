import Foundation

/// Standard output, a line at a time: whoever reads it through a pipe gets each line at once.
enum Output {
    static func line(_ text: String) {
        try? FileHandle.standardOutput.write(contentsOf: Data("\(text)\n".utf8))
    }
}
