import Logging
import LeaderElection
import ZooKeeper
import ZooKeeperTestKit

import Foundation
let t0 = ContinuousClock.now
let server = try await TestServer.start()
print("server", server.address, ContinuousClock.now - t0)
var o = ConnectionOpts()
o.logger = Logger(label: "zk", factory: { StreamLogHandler.standardError(label: $0) })
o.logger.logLevel = .trace
o.auth = .init(scheme: "digest", secret: Array("a:b".utf8))
let c = ZKConnection(addrs: [server.address], opts: o)
let (_, ev) = try await c.connect()
Task { for await e in ev { print("event", e.state) } }
print("connected", c.sessionID!, c.negotiatedSessionTimeout!)
print(try await c.create("/a", data: [1,2]))
let (d, st, w) = try await c.getW("/a")
print(d, st)
try await c.set("/a", data: [3])
for await e in w { print("watch", e) }
print(try await c.existsW("/nope").stat as Any)
print(try await c.createProtectedEphemeralSequential("/lock-"))
print(try await c.children("/"))
do { try await c.delete("/nope") } catch { print(error) }
try await server.expire(sessionID: c.sessionID!)
try await Task.sleep(for: .milliseconds(500))
do { try await c.delete("/nope") } catch { print(error) }
try await c.connect()
print("connected", c.sessionID!)
print(try await c.getACL("/a"))
await c.close()
do { try await c.delete("/nope") } catch { print(error) }
let threads = { try! FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").map { try! String(contentsOfFile: "/proc/self/task/\($0)/comm", encoding: .utf8) }.joined(separator: " ").replacingOccurrences(of: "\n", with: "") }
print(threads())
try await server.stop()
