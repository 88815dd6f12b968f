import Hummingbird
import LeaderElection
import ServiceLifecycle

extension Instance {
    /// What this instance answers.
    ///
    /// - Parameter allowResign: whether whoever can reach it may make it resign.
    func router(allowResign: Bool) -> Router<BasicRequestContext> {
        let router = Router()

        router.get("/v1/leader") { _, _ in
            let leader = elector.leaderIdent
            return leader.isEmpty ? "leader unknown\n" : "leader is currently: \(leader)\n"
        }

        // A follower is as healthy as a leader; who has lost ZooKeeper has nothing to say until it is back.
        router.get("/health") { _, _ in
            guard await board.state.isConnected else {
                throw HTTPError(.serviceUnavailable, message: "There is no connection to ZooKeeper.")
            }
            return "ok\n"
        }

        router.get("/") { _, _ in Page.response }

        router.get("/events") { request, _ in
            Response(
                status: .ok,
                headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
                body: ResponseBody { writer in
                    try await writer.write(Event.hello(ident: ident, mayResign: allowResign))
                    let states = await board.states()
                    try await request.body.consumeWithCancellationOnInboundClose { _ in
                        for await state in states.cancelOnGracefulShutdown() {
                            try await writer.write(Event.state(state))
                        }
                    }
                    try await writer.finish(nil)
                }
            )
        }

        router.post("/resign") { request, _ in
            guard allowResign, request.isFromHere else {
                throw HTTPError(.forbidden, message: "This instance does not resign on request.")
            }
            guard elector.isLeader else {
                throw HTTPError(.conflict, message: "This instance does not lead.")
            }
            try await elector.resign()
            return "resigned\n"
        }

        return router
    }
}

extension Request {
    /// Whether it comes from a page of this instance, or from no page at all. A browser says which.
    fileprivate var isFromHere: Bool {
        guard let origin = headers[.origin] else { return true }
        return origin.hasSuffix("://\(head.authority ?? "")")
    }
}
