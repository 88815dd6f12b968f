/// The names of all metrics and of their dimensions.
///
/// | metric | kind | dimensions | what it tells |
/// |---|---|---|---|
/// | `zookeeper.client.operation.duration` | timer | `zookeeper.operation`, `error.type` | how long a request took until it was answered, by operation (`get`, `create`, `multi` ...) |
/// | `zookeeper.client.session.losses` | counter | `error.type` | sessions that ended other than by a close |
/// | `election.leading` | meter | `election.path` | 1 while this candidate leads, else 0 |
/// | `election.queue.position` | meter | `election.path` | how many candidates are in front of this one, as far as it knows; 0 for the first, -1 while it has no place |
/// | `election.gains` | counter | `election.path` | how often this candidate has come to lead |
/// | `election.losses` | counter | `election.path`, `election.reason` | how often it has ceased to, by ``LossReason`` |
/// | `election.wait.duration` | timer | `election.path` | from standing, or from the loss before, to leading |
/// | `election.leaderless.duration` | timer | `election.path` | each time without a known leader, when it is over |
///
/// `error.type` is the name of a ``ZKError/Code``, `cancelled`, or `none`: a metric has the same dimensions in each case, which
/// Prometheus asks for. The backend is that of `MetricsSystem` at the time at which a connection or an elector is created.
package enum MetricName {
    package static let operationDuration = "zookeeper.client.operation.duration"
    package static let sessionLosses = "zookeeper.client.session.losses"
    package static let leading = "election.leading"
    package static let queuePosition = "election.queue.position"
    package static let gains = "election.gains"
    package static let losses = "election.losses"
    package static let waitDuration = "election.wait.duration"
    package static let leaderlessDuration = "election.leaderless.duration"

    package static let operation = "zookeeper.operation"
    package static let errorType = "error.type"
    package static let path = "election.path"
    package static let reason = "election.reason"
}
