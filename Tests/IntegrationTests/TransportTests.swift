import Foundation
import LeaderElection
import Testing
import ZooKeeperTestKit

extension ProcessTests {
    /// What a library with TLS and SASL is given: one that has the functions, notes their arguments, and connects in the clear. It
    /// is loaded into a process of its own.
    @Suite(.timeLimit(.minutes(3)))
    struct TransportTests {
        @Test func tlsIsHandedOn() async {
            await #expect(processExitsWith: .success) {
                let notes = try FakeLibrary.load()
                defer { try? FileManager.default.removeItem(at: notes.deletingLastPathComponent()) }
                let server = try await TestServer.start()
                var opts = Fixture.opts()
                opts.tls = .init(authorities: "/ca", certificate: "/cert", key: "/key", passphrase: "secret")
                try await Fixture.withConnection(to: server.address, opts: opts) { connection in
                    _ = try await connection.create("/a", data: [1])
                    let data = try await connection.get("/a").data
                    #expect(data == [1])
                }
                #expect(try String(contentsOf: notes, encoding: .utf8) == "ssl /ca,/cert,/key,secret\n")
                try await server.stop()
            }
        }

        @Test func saslIsHandedOn() async {
            await #expect(processExitsWith: .success) {
                let notes = try FakeLibrary.load()
                defer { try? FileManager.default.removeItem(at: notes.deletingLastPathComponent()) }
                let server = try await TestServer.start()
                var opts = Fixture.opts()
                opts.sasl = .init(
                    host: "zk-host",
                    mechanisms: ["DIGEST-MD5", "GSSAPI"],
                    user: "me",
                    passwordFile: "/password"
                )
                for _ in 0..<3 {
                    try await Fixture.withConnection(to: server.address, opts: opts) { connection in
                        let stat = try await connection.exists("/")
                        #expect(stat != nil)
                    }
                }
                let expected = """
                    callbacks me - /password
                    sasl zookeeper zk-host DIGEST-MD5 GSSAPI me

                    """
                let text = try String(contentsOf: notes, encoding: .utf8)
                #expect(text == expected + expected + expected)
                try await server.stop()
            }
        }
    }
}

private enum FakeLibrary {
    /// Builds and loads the library, and returns where it notes what it is given.
    static func load() throws -> URL {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("zookeeper-fake-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let (code, library) = (
            folder.appendingPathComponent("fake.c"), folder.appendingPathComponent("fake.so")
        )
        let notes = folder.appendingPathComponent("notes")
        try source.write(to: code, atomically: true, encoding: .utf8)
        let compiler = Process()
        compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        compiler.arguments = [
            "clang", "-shared", "-fPIC", "-DNOTES=\"\(notes.path)\"", code.path, "-o", library.path,
        ]
        try compiler.run()
        compiler.waitUntilExit()
        guard compiler.terminationStatus == 0, dlopen(library.path, RTLD_NOW | RTLD_GLOBAL) != nil else {
            throw TestKitError("the library was not built, or does not load")
        }
        return notes
    }

    private static let source = """
        #define THREADED 1
        #include <stdarg.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <zookeeper/zookeeper.h>

        static void note(const char *format, ...) {
            va_list list;
            FILE *file = fopen(NOTES, "a");
            va_start(list, format);
            vfprintf(file, format, list);
            va_end(list);
            fclose(file);
        }

        zhandle_t *zookeeper_init_ssl(const char *host, const char *cert, watcher_fn fn, int timeout,
                                      const clientid_t *client, void *context, int flags) {
            note("ssl %s\\n", cert);
            return zookeeper_init(host, fn, timeout, client, context, flags);
        }

        void *zoo_sasl_make_basic_callbacks(const char *user, const char *realm, const char *password_file) {
            note("callbacks %s %s %s\\n", user, realm ? realm : "-", password_file);
            return strdup(user);
        }

        struct params { const char *service, *host, *mechlist; const void *callbacks; };

        zhandle_t *zookeeper_init_sasl(const char *host, watcher_fn fn, int timeout, const clientid_t *client,
                                       void *context, int flags, log_callback_fn log, struct params *params) {
            note("sasl %s %s %s %s\\n", params->service, params->host, params->mechlist,
                 (const char *)params->callbacks);
            return zookeeper_init2(host, fn, timeout, client, context, flags, log);
        }
        """
}
