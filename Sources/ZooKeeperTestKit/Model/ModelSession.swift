/// A session: the client's end of it, what is on the way, and the end at the server that it is attached to.
package struct ModelSession: Hashable, Sendable {
    /// The server that the session is attached to, `nil` while it is to none.
    package internal(set) var server: Int?
    /// Whether the client takes itself to be connected: it learns of a cut later.
    package internal(set) var isConnected = true
    /// Whether the ensemble's leader has ended the session.
    package internal(set) var isOver = false
    /// The last transaction that the client has seen.
    package internal(set) var seen: Int64 = 0

    /// Requests that the client has sent and the server has not taken, and their tags.
    package internal(set) var toServer: [ModelCall] = []
    /// What the server has sent and the client has not taken.
    package internal(set) var toClient: [ModelParcel] = []
    /// Calls that the client has no answer to, in the order in which they were made.
    package internal(set) var unanswered: [ModelCall] = []

    /// What the server has taken and not answered: a read waits for the writes before it.
    var pending: [ModelPending] = []
    /// What the server watches for the session.
    package internal(set) var watches: Set<ModelWatch> = []

    /// What the client would have watched again after a reconnect: data, existence (of a node that was not there) and
    /// children.
    package internal(set) var watchedData: Set<String> = []
    package internal(set) var watchedExistence: Set<String> = []
    package internal(set) var watchedChildren: Set<String> = []
}
