extension Request {
    /// The request with the paths by which the server knows what it is about.
    func under(_ chroot: Chroot) -> Request {
        if chroot == .none { return self }
        return switch self {
        case .get(let path, let watch): .get(path: chroot.serverPath(path), watch: watch)
        case .exists(let path, let watch): .exists(path: chroot.serverPath(path), watch: watch)
        case .children(let path, let watch): .children(path: chroot.serverPath(path), watch: watch)
        case .create(let path, let data, let flags, let acl, let ttl):
            .create(
                path: chroot.serverPath(path, sequential: flags.contains(.sequential)),
                data: data,
                flags: flags,
                acl: acl,
                ttl: ttl
            )
        case .delete(let path, let version): .delete(path: chroot.serverPath(path), version: version)
        case .set(let path, let data, let version):
            .set(path: chroot.serverPath(path), data: data, version: version)
        case .sync(let path): .sync(path: chroot.serverPath(path))
        case .getACL(let path): .getACL(path: chroot.serverPath(path))
        case .setACL(let path, let acl, let version):
            .setACL(path: chroot.serverPath(path), acl: acl, version: version)
        case .addAuth: self
        case .multi(let operations):
            .multi(
                operations.map { operation in
                    var moved = operation
                    moved.path = chroot.serverPath(operation.path, sequential: operation.isSequential)
                    return moved
                }
            )
        }
    }
}
