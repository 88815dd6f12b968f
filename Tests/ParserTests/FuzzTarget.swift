import Foundation

// Compiled by scripts/fuzz only, which builds this folder as a program for libFuzzer instead of as tests.

/// Reads whatever libFuzzer has come upon: the first byte chooses who reads the rest.
@_cdecl("LLVMFuzzerTestOneInput")
func readOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = UnsafeBufferPointer(start: start, count: count)
    guard let choice = bytes.first else { return 0 }
    let property = ParserProperty.all[Int(choice) % ParserProperty.all.count]
    let rest = Array(bytes.dropFirst())
    precondition(property.holds(rest), "\(property): \(rest)")
    return 0
}

/// libFuzzer's main function, under the name that it has for programs which bring one of their own: Swift's build does.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ read: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

@main
enum FuzzTarget {
    static func main() throws {
        if let folder = CommandLine.arguments.last, folder.hasSuffix("/") { try plant(in: folder) }
        var count = CommandLine.argc
        var arguments = CommandLine.unsafeArgv
        _ = runFuzzer(&count, &arguments, readOne)
    }

    /// Puts what every property begins with into the folder of the corpus.
    private static func plant(in folder: String) throws {
        for (choice, property) in ParserProperty.all.enumerated() {
            for (number, seed) in property.seeds.enumerated() {
                let file = URL(filePath: "\(folder)\(property)-\(number)")
                try Data([UInt8(choice)] + Array(seed.utf8)).write(to: file)
            }
        }
    }
}
