import ZooKeeper

/// The connections between the servers of an ensemble, each of which goes through a relay.
///
/// There is one relay for every ordered pair of servers and every port, so that any of them can be told apart.
struct PeerMesh: Sendable {
    private struct Path {
        var from: Int
        var to: Int
        var quorum: Relay
        var election: Relay

        var relays: [Relay] { [quorum, election] }
    }

    private static let host = "127.0.0.1"

    /// A new leader opens its port a little later than its followers look for it. Refused, they would try again; but
    /// one whose connection ends, as a relay's would, goes back to an election that its leader takes no part in.
    private static let patience = Duration.seconds(2)

    private let ports: [(quorum: UInt16, election: UInt16)]
    private let lags: [Locked<Bool>]
    private let paths: [Path]

    init(servers: Int) async throws {
        let ports = try (0..<servers).map { _ in
            (quorum: try FreePort.next(host: Self.host), election: try FreePort.next(host: Self.host))
        }
        let lags = ports.map { _ in Locked(false) }
        var paths: [Path] = []
        for from in 0..<servers {
            for to in 0..<servers where to != from {
                paths.append(
                    Path(
                        from: from,
                        to: to,
                        quorum: try await Relay.start(
                            to: "\(Self.host):\(ports[to].quorum)",
                            patience: Self.patience
                        ) {
                            [.toClient: LagFilter(isLagging: lags[from])]
                        },
                        election: try await Relay.start(to: "\(Self.host):\(ports[to].election)") {
                            [.toServer: ElectionFilter()]
                        }
                    )
                )
            }
        }
        (self.ports, self.lags, self.paths) = (ports, lags, paths)
    }

    /// The ensemble as the server at `index` is to see it: itself where it is, the others behind relays.
    func settings(of index: Int) throws -> [String: String] {
        var lines = [
            Self.key(index): "\(Self.host):\(ports[index].quorum):\(ports[index].election)"
        ]
        for path in paths where path.from == index {
            let electionPort = try AddressText.split(path.election.address).port
            lines[Self.key(path.to)] = "\(path.quorum.address):\(electionPort)"
        }
        return lines
    }

    /// The number by which the server at `index` goes in the ensemble.
    static func number(of index: Int) -> Int { index + 1 }

    private static func key(_ index: Int) -> String { "server.\(number(of: index))" }

    func isolate(_ index: Int) {
        for relay in relays(at: index) {
            relay.control.accept(false)
            relay.control.cut()
        }
    }

    func silence(_ index: Int) {
        for relay in relays(at: index) { relay.control.stall(Set(FaultProxy.Direction.allCases)) }
    }

    func heal() {
        for relay in paths.flatMap(\.relays) {
            relay.control.accept(true)
            relay.control.resume()
        }
    }

    /// Those to and from a server.
    private func relays(at index: Int) -> [Relay] {
        paths.filter { $0.from == index || $0.to == index }.flatMap(\.relays)
    }

    func lag(_ index: Int, _ lags: Bool) {
        self.lags[index].withLock { $0 = lags }
        for path in paths where path.from == index { path.quorum.control.nudge() }
    }

    func stop() async {
        for relay in paths.flatMap(\.relays) { await relay.stop() }
    }
}
