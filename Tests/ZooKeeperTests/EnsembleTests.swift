import Testing

@testable import ZooKeeper

struct EnsembleTests {
    @Test(
        arguments: [
            (["a"], nil, ["a:2181"], nil), (["a:1", "b:2", "a:1"], nil, ["a:1", "b:2"], nil),
            (["a:1,b:2"], nil, ["a:1", "b:2"], nil), (["a:1,b:2/app/x"], nil, ["a:1", "b:2"], "/app/x"),
            (["a:1", "b:2/app"], nil, ["a:1", "b:2"], "/app"), (["[::1]:1/app"], nil, ["[::1]:1"], "/app"),
            (["a:1/app", "b:2/app"], "/app", ["a:1", "b:2"], "/app"), (["a:1"], "/app", ["a:1"], "/app"),
            (["a:1/"], nil, ["a:1"], nil), (["a:1/"], "/", ["a:1"], nil),
        ] as [([String], String?, [String], String?)]
    )
    func reads(addrs: [String], option: String?, servers: [String], chroot: String?) throws {
        let ensemble = try Ensemble(parsing: addrs, chroot: option)
        #expect(ensemble.servers.map(\.description) == servers)
        #expect(ensemble.chroot.path == chroot)
    }

    @Test(
        arguments: [
            ([], nil), ([""], nil), (["a,"], nil), (["a,,b"], nil), (["/app"], nil), (["a:1/app/"], nil),
            (["a:1/app,b:2"], "/app"), (["a:1/app", "b:2/other"], nil), (["a:1/app"], "/other"),
            (["a:1/"], "/app"), (["a:1"], "app"), (["a:1"], ""),
        ] as [([String], String?)]
    )
    func refuses(addrs: [String], option: String?) {
        let error = #expect(throws: ZKError.self) { try Ensemble(parsing: addrs, chroot: option) }
        #expect(error?.code == .badArguments)
        #expect(error?.message != nil)
    }
}
