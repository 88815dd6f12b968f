// What the examples of the documentation take for granted; see scripts/snippets. None of it is ever run.
import LeaderElection
import Logging
import ServiceLifecycle
import ZooKeeperTestKit

private func given() -> Never { fatalError("an example is compiled, not run") }

var connection: ZKConnection { given() }
var elector: Elector { given() }
var leadership: Leadership { given() }
var logger: Logger { given() }
var ident: String { given() }

// The work of whoever leads.
struct Job: Sendable { var id: String }
func nextJob() async throws -> Job { given() }
func run(_ job: Job, fencedBy token: Int64) async throws {}
func work() async throws {}
func apply(_ data: [UInt8]) {}
var state: [UInt8] { given() }
var seen: Int32 { given() }

struct Scheduler: Service {
    init(fencedBy token: Int64) {}
    func run() async throws {}
    func run(fencedBy token: Int64) async throws {}
}
var scheduler: Scheduler { given() }
var api: any Service { given() }

// In the form of Hummingbird's, which takes minutes to build.
struct Router {
    func get(_ path: String, use handler: @Sendable (_ request: Int, _ context: Int) async throws -> String) {
    }
}
var router: Router { given() }
