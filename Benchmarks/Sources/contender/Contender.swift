import Foundation

/// This library, as its users call it. See `Peers/README.md` for the commands.
@main
struct Contender {
    /// Not `async`: the main thread of such a program waits in a way that valgrind cannot stand.
    static func main() {
        let words = CommandLine.arguments
        guard words.count == 3, let milliseconds = Int(words[2]) else {
            fatalError("usage: contender HOST:PORT SESSION-TIMEOUT-IN-MILLISECONDS")
        }
        let commands = Commands(address: words[1], sessionTimeout: .milliseconds(milliseconds))
        while let line = readLine() {
            let done = DispatchSemaphore(value: 0)
            // Not on the main thread, which waits.
            Task.detached {
                do {
                    let answer = try await commands.carryOut(line)
                    print(String(decoding: try JSONEncoder().encode(answer), as: UTF8.self))
                } catch {
                    fatalError("\(line): \(error)")
                }
                // What is printed into a pipe is kept back otherwise.
                fflush(nil)
                done.signal()
            }
            done.wait()
        }
    }
}
