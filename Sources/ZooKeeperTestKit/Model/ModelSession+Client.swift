import ZooKeeper

/// The client's end, as the C client keeps it.
extension ModelSession {
    /// Takes note of what a message says about transactions, answers and watches.
    mutating func note(_ parcel: ModelParcel) {
        seen = max(seen, parcel.zxid ?? 0)
        switch parcel.message {
        case .reply(_, let reply):
            // Answers come in the order of the calls.
            let call = unanswered.removeFirst()
            note(call.request, reply)
        case .event(let event):
            switch event.type {
            case .nodeCreated, .nodeDataChanged:
                watchedData.remove(event.path)
                watchedExistence.remove(event.path)
            case .nodeChildrenChanged:
                watchedChildren.remove(event.path)
            case .nodeDeleted:
                watchedData.remove(event.path)
                watchedExistence.remove(event.path)
                watchedChildren.remove(event.path)
            case .session, .notWatching: break
            }
        }
    }

    private mutating func note(_ request: ModelRequest, _ reply: ModelReply) {
        switch (request, reply) {
        case (.exists(let path, true), .stat(nil)): watchedExistence.insert(path)
        case (.exists(let path, true), .stat): watchedData.insert(path)
        case (.get(let path, true), .data): watchedData.insert(path)
        case (.children(let path, true), .children): watchedChildren.insert(path)
        default: break
        }
    }
}
