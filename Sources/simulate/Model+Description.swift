import ZooKeeper
import ZooKeeperTestKit

extension ModelCall {
    /// As it is traced.
    var summary: String { "\(tag) \(request.summary)" }
}

extension ModelRequest {
    /// As it is traced.
    var summary: String {
        switch self {
        case .write(let operation): operation.summary
        case .multi(let operations): operations.map(\.summary).joined(separator: ", ")
        case .exists(let path, let watch): "exists\(watch ? "W" : "") \(path.short)"
        case .get(let path, let watch): "get\(watch ? "W" : "") \(path.short)"
        case .children(let path, let watch): "children\(watch ? "W" : "") \(path.short)"
        case .sync: "sync"
        case .close: "close"
        }
    }
}

extension ModelMessage {
    /// As it is traced.
    var summary: String {
        switch self {
        case .event(let event): "\(event.type) \(event.path.short)"
        case .reply(let tag, let reply): "\(tag) \(reply.summary)"
        }
    }
}

extension ModelReply {
    fileprivate var summary: String {
        switch self {
        case .created(let path, _): "created \(path.short)"
        case .written(let results): "written: \(results.map(\.summary).joined(separator: ", "))"
        case .stat(let stat): stat.map { "stat of \($0.czxid)" } ?? "no node"
        case .data(let data, let stat): "'\(String(decoding: data, as: UTF8.self))' of \(stat.czxid)"
        case .children(let names, _): "children \(names.map(\.short).joined(separator: " "))"
        case .done: "done"
        case .failed(let code, _): "failed: \(code)"
        }
    }
}

extension ZKOperation {
    fileprivate var summary: String {
        switch kind {
        case .create: "create \(path.short)"
        case .set: "set \(path.short)"
        case .delete: "delete \(path.short)"
        case .check: "check \(path.short)"
        }
    }
}

extension ZKOperationResult {
    fileprivate var summary: String {
        switch self {
        case .created(let path): path.short
        case .set: "set"
        case .deleted: "deleted"
        case .checked: "checked"
        }
    }
}

extension String {
    /// A path or a name without what is the same in all candidates' names, or long.
    fileprivate var short: String {
        guard let name = split(separator: "/").last, name.hasPrefix("_c_") else { return self }
        return "\(name.dropFirst(3).prefix(4))…\(name.suffix(6))"
    }
}
