import LeaderElection
import NIOCore
import Testing

@testable import ZooKeeperTestKit

/// What relays do to the bytes between servers, however those are cut up on their way.
struct RelayFilterTests {
    private let ping = Self.packet(5)
    private let proposal = Self.packet(2, data: [1, 2, 3], credentials: ["digest", "a:b"])
    private let commit = Self.packet(4, data: [])
    private let revalidation = Self.packet(6, data: [9])

    @Test(arguments: 1...40)
    func packetsPassWhole(piece: Int) {
        var filter = LagFilter(isLagging: Locked(false))
        let all = ping + proposal + commit + revalidation
        #expect(passed(all, through: &filter, piece: piece) == all)
    }

    @Test(arguments: 1...40)
    func heartbeatsOvertakeWhatIsHeldBack(piece: Int) {
        let isLagging = Locked(true)
        var filter = LagFilter(isLagging: isLagging)
        let before = passed(proposal + ping + commit + revalidation, through: &filter, piece: piece)
        #expect(before == ping + revalidation)
        isLagging.withLock { $0 = false }
        #expect(passed([], through: &filter) == proposal + commit)
        #expect(passed(proposal, through: &filter) == proposal)
    }

    /// A snapshot is no packet, may look like one, and may hold what looks like its end.
    @Test(arguments: 1...40)
    func aSnapshotIsHeldBackAsAWhole(piece: Int) {
        let signature: [UInt8] = [0, 0, 0, 10] + Array("BenWasHere".utf8)
        let node: [UInt8] = [0, 0, 0, 2] + Array("/a".utf8) + signature
        let snapshot: [UInt8] = ping + node + [0, 0, 0, 1] + Array("/".utf8) + signature
        let all: [UInt8] = Self.packet(15) + snapshot + commit
        let isLagging = Locked(true)
        var filter = LagFilter(isLagging: isLagging)
        #expect(passed(all + ping, through: &filter, piece: piece) == ping)
        isLagging.withLock { $0 = false }
        #expect(passed([], through: &filter) == all)
    }

    @Test(arguments: 1...40)
    func theAddressIsTakenOutOfAGreeting(piece: Int) {
        let number: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 3]
        let version: [UInt8] = [255, 255, 255, 255, 255, 255, 0, 0]
        let address: [UInt8] = [0, 0, 0, 14] + Array("127.0.0.1:2888".utf8)
        let rest: [UInt8] = [0, 0, 0, 1, 7]
        var filter = ElectionFilter()
        #expect(passed(version + number + address + rest, through: &filter, piece: piece) == number + rest)
        var old = ElectionFilter()
        #expect(passed(number + rest, through: &old, piece: piece) == number + rest)
    }

    private static func packet(_ kind: Int32, data: [UInt8]? = nil, credentials: [String]? = nil) -> [UInt8] {
        var bytes = ByteBuffer()
        bytes.writeInteger(kind)
        bytes.writeInteger(Int64(1))
        bytes.writeInteger(Int32(data?.count ?? -1))
        bytes.writeBytes(data ?? [])
        bytes.writeInteger(Int32(credentials.map { $0.count / 2 } ?? -1))
        for text in credentials ?? [] {
            bytes.writeInteger(Int32(text.utf8.count))
            bytes.writeString(text)
        }
        return Array(bytes.readableBytesView)
    }

    /// What a filter hands on of `bytes`, which come in pieces.
    private func passed(
        _ bytes: [UInt8],
        through filter: inout some RelayFilter,
        piece: Int = .max
    ) -> [UInt8] {
        var sink = ByteBuffer()
        var rest = bytes[...]
        repeat {
            let goesOn = filter.pass(ByteBuffer(bytes: rest.prefix(piece)), to: &sink)
            #expect(goesOn)
            rest = rest.dropFirst(piece)
        } while !rest.isEmpty
        return Array(sink.readableBytesView)
    }
}
