import Testing

@testable import ZooKeeperTestKit

struct FreePortTests {
    /// What listens only now and then finds its port free: nobody else may have taken a block that this process has.
    @Test func portsComeInBlocksOfThisProcess() throws {
        let host = "127.0.0.1"
        let ports = try (0..<FreePort.block * 2).map { _ in try FreePort.next(host: host) }
        #expect(Set(ports).count == ports.count)
        for port in ports {
            let place = (Int(port) - FreePort.range.lowerBound) % FreePort.block
            #expect(place > 0)
            #expect(FreePort.bind(host: host, port: port - UInt16(place)) == nil)
        }
    }
}
