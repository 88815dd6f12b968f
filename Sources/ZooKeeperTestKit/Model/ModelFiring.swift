import ZooKeeper

/// One kind of watch on one node, and what those are told who have set it.
struct ModelFiring {
    let event: ModelEvent
    let watch: ModelWatch

    init(_ type: ZKEvent.EventType, _ path: String, _ kind: ModelWatch.Kind) {
        event = ModelEvent(type: type, path: path)
        watch = ModelWatch(kind: kind, path: path)
    }
}
