import Logging
import Testing

@testable import ZooKeeper

struct CLogRepeatsTests {
    private func line(_ text: String) -> CLogLine { CLogLine(parsing: "x:ZOO_ERROR@f@1: \(text)") }

    @Test func whatIsRepeatedComesAtDebug() {
        var repeats = CLogRepeats()
        #expect(repeats.level(of: line("refused")) == .info)
        #expect(repeats.level(of: line("refused")) == .debug)
        #expect(repeats.level(of: line("timed out")) == .info)
        #expect(repeats.level(of: line("refused")) == .debug)
    }

    @Test func linesThatAreNeverTheSameDoNotFloodALogEither() {
        var repeats = CLogRepeats()
        #expect(
            (1...1000).map { repeats.level(of: line("late by \($0)ms")) } == [.info]
                + Array(repeating: .debug, count: 999)
        )
        #expect(repeats.level(of: line("sessionId=0x1 has expired.")) == .info)
        #expect((1...1000).count { repeats.level(of: line("number \($0)")) == .info } < 100)
    }

    @Test func whatIsForDebuggingStaysThat() {
        var repeats = CLogRepeats()
        for number in 1...100 {
            #expect(repeats.level(of: CLogLine(parsing: "x:ZOO_INFO@f@1: text \(number)")) == .debug)
        }
        #expect(repeats.level(of: line("refused")) == .info)
    }
}
