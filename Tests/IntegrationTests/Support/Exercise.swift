import LeaderElection

/// Uses a connection in every way for a while, and stands on it. What each call comes to does not matter, only that it ends.
func exercise(_ address: String, at path: String) async {
    let opts = ConnectionOpts(
        connectTimeout: .seconds(1),
        initialSessionTimeout: .seconds(1),
        sessionTimeout: .milliseconds(600)
    )
    let connection = ZKConnection(addrs: [address], opts: opts)
    guard (try? await connection.connect()) != nil else { return await connection.close() }
    let election = Task {
        let elector = try? await Elector.start(
            ident: path,
            basePath: "\(path)-election",
            connector: .existingConnection(conn: connection, events: connection.events())
        )
        guard let elector else { return }
        // It ends with the connection, if not before.
        for await _ in elector.events {}
        _ = try? await elector.close()
    }
    await withDiscardingTaskGroup { group in
        for lane in 0..<8 {
            group.addTask {
                let path = "\(path)-\(lane)"
                _ = try? await connection.create(path, data: [1, 2, 3])
                _ = try? await connection.getW(path)
                _ = try? await connection.existsW("\(path)-none")
                _ = try? await connection.childrenW(path)
                _ = try? await connection.getACL(path)
                _ = try? await connection.setACL(path, acl: ZKACL.world(.all))
                _ = try? await connection.set(path, data: Array(repeating: 7, count: lane * 100))
                _ = try? await connection.sync("/")
                _ = try? await connection.multi([
                    .create("\(path)-multi", data: []), .set(path, data: [1]), .delete("\(path)-multi"),
                ])
                _ = try? await connection.create("\(path)/e-", flags: [.ephemeral, .sequential])
                _ = try? await connection.delete(path)
            }
        }
    }
    await connection.close()
    await election.value
}
