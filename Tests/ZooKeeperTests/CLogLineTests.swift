import Logging
import Testing

@testable import ZooKeeper

struct CLogLineTests {
    @Test func readsALine() {
        let line = CLogLine(
            parsing:
                "2026-11-23 16:05:34,861:1234(0x7f00):ZOO_ERROR@check_events@2500: Socket 127.0.0.1:1: refused\n"
        )
        #expect(line == CLogLine(level: .info, function: "check_events", text: "Socket 127.0.0.1:1: refused"))
        #expect(CLogLine(parsing: "x:ZOO_INFO@f@1: text").level == .debug)
        #expect(
            CLogLine(parsing: "x:ZOO_INFO@check_events@1: initiated connection to server 1.2.3.4:5")
                .tellsOfGreeting
        )
        #expect(
            CLogLine(parsing: "x:ZOO_INFO@f@1: Closing zookeeper sessionId=0x1 to [1.2.3.4:5]").tellsOfClose
        )
        #expect(!line.tellsOfGreeting && !line.tellsOfClose)
        #expect(CLogLine(parsing: "x:ZOO_WARN@f@1: text").level == .info)
    }

    @Test(arguments: [
        "", "no form at all", "x:ZOO_", "x:ZOO_INFO", "x:ZOO_INFO@", "x:ZOO_INFO@f", "x:ZOO_INFO@f@1", "\n",
    ])
    func survivesAnything(text: String) {
        _ = CLogLine(parsing: text)
    }
}

extension CLogLine {
    fileprivate init(level: Logger.Level, function: String?, text: String) {
        self.init(parsing: "")
        self.level = level
        self.function = function
        self.text = text
    }
}
