import ZooKeeper

/// The end at the server.
extension ModelSession {
    /// Tells of a change where it is watched; that takes the watch away.
    mutating func fire(_ firing: ModelFiring) {
        guard watches.remove(firing.watch) != nil else { return }
        // Who watches both the data and the children of a deleted node is told once (`DataTree.deleteNode`).
        let isSecond = firing.event.type == .nodeDeleted && toClient.last?.message == .event(firing.event)
        if !isSecond { tell(firing.event) }
    }

    /// Answers what can be answered, in order.
    mutating func answerPending(_ server: ModelServer) {
        while let next = pending.first {
            switch next {
            case .decided(let call, let reply, let zxid):
                guard zxid <= server.zxid else { return }
                answer(call, reply, server)
            case .read(let call):
                answer(call, read(call.request, server.tree), server)
            }
            pending.removeFirst()
        }
    }

    /// The connection is gone, as the server sees it.
    mutating func detach() {
        server = nil
        toServer = []
        pending = []
        watches = []
    }

    /// Takes the session up again, and tells at once of what was watched and has changed since the client last heard.
    mutating func attach(to server: ModelServer, _ index: Int) {
        self.server = index
        isConnected = true
        let tree = server.tree
        for path in watchedData.sorted() {
            switch tree.nodes[path] {
            case nil: tell(ModelEvent(type: .nodeDeleted, path: path))
            case let node? where node.mzxid > seen: tell(ModelEvent(type: .nodeDataChanged, path: path))
            default: watches.insert(ModelWatch(kind: .data, path: path))
            }
        }
        for path in watchedExistence.sorted() {
            if tree.nodes[path] != nil {
                tell(ModelEvent(type: .nodeCreated, path: path))
            } else {
                watches.insert(ModelWatch(kind: .data, path: path))
            }
        }
        for path in watchedChildren.sorted() {
            switch tree.nodes[path] {
            case nil: tell(ModelEvent(type: .nodeDeleted, path: path))
            case let node? where node.pzxid > seen: tell(ModelEvent(type: .nodeChildrenChanged, path: path))
            default: watches.insert(ModelWatch(kind: .children, path: path))
            }
        }
    }

    private mutating func tell(_ event: ModelEvent) {
        toClient.append(ModelParcel(message: .event(event), zxid: nil))
    }

    private mutating func answer(_ call: ModelCall, _ reply: ModelReply, _ server: ModelServer) {
        toClient.append(ModelParcel(message: .reply(tag: call.tag, reply), zxid: server.zxid))
    }

    private mutating func read(_ request: ModelRequest, _ tree: ModelTree) -> ModelReply {
        switch request {
        case .exists(let path, let watch):
            if watch { watches.insert(ModelWatch(kind: .data, path: path)) }
            return .stat(tree.stat(of: path))
        case .get(let path, let watch):
            guard let node = tree.nodes[path], let stat = tree.stat(of: path) else { return .noNode }
            if watch { watches.insert(ModelWatch(kind: .data, path: path)) }
            return .data(node.data, stat)
        case .children(let path, let watch):
            guard let stat = tree.stat(of: path) else { return .noNode }
            if watch { watches.insert(ModelWatch(kind: .children, path: path)) }
            return .children(tree.children(of: path), stat)
        case .write, .multi, .sync, .close:
            return .done
        }
    }
}

extension ModelReply {
    fileprivate static let noNode = ModelReply.failed(.noNode, index: nil)
}
