extension Section {
    private static let candidates = "candidates"
    private static let heap =
        "What is allocated and not freed (`mallinfo2`; of Curator what is left of Java's heap after a collection): "
        + "without the threads' stacks, the program and what the allocator keeps. kazoo does not tell."

    static var elections: [Section] {
        [
            Section(
                title: "Failover",
                metric: .failover,
                sizes: candidates,
                format: Text.seconds,
                note: "From the call that closes the leader to the successor's event; a connection for each. "
                    + "\"C, confirmed\" is the floor with a transaction of the new leader before it leads, "
                    + "which is what makes elector's lease: one round trip more."
            ),
            Section(
                title: "Failover on a shared connection",
                metric: .sharedFailover,
                sizes: candidates,
                format: Text.seconds
            ),
            Section(
                title: "Failover after a crash",
                metric: .crash,
                sizes: candidates,
                format: Text.seconds,
                note: "The leader's process gets a SIGKILL, and the server ends its session after 2 "
                    + "s. From the moment when an onlooker's watch on the leader's node fires to the "
                    + "successor's event: below 0 where the successor hears it before the onlooker."
            ),
            Section(
                title: "Failover after a crash, with the time until the server notices",
                metric: .crashTotal,
                sizes: candidates,
                format: Text.seconds,
                note:
                    "From the SIGKILL. Most of it is the session timeout, from when the server heard of the leader last, and "
                    + "the server's tick."
            ),
            Section(
                title: "Join",
                metric: .join,
                sizes: candidates,
                format: Text.seconds,
                note: "From connecting to the first event, as the last of so many. Curator and kazoo "
                    + "tell a follower nothing: it is taken to have joined when the answer about its "
                    + "predecessor has come."
            ),
            Section(
                title: "Join on a shared connection",
                metric: .sharedJoin,
                sizes: candidates,
                format: Text.seconds
            ),
            Section(
                title: "Requests per join",
                metric: .joinRequests,
                sizes: candidates,
                format: Text.number,
                note: "Without set-up of sessions and pings. One of elector's comes with each connection. "
                    + "The others' were counted once, here and below."
            ),
            Section(title: "Bytes per join", metric: .joinBytes, sizes: candidates, format: Text.bytes),
            Section(
                title: "Requests per leaving follower",
                metric: .leaveRequests,
                sizes: candidates,
                format: Text.number,
                note: "The end of its session is one of them."
            ),
            Section(
                title: "Bytes per leaving follower",
                metric: .leaveBytes,
                sizes: candidates,
                format: Text.bytes
            ),
            Section(
                title: "Requests per failover",
                metric: .failoverRequests,
                sizes: candidates,
                format: Text.number
            ),
            Section(
                title: "Bytes per failover",
                metric: .failoverBytes,
                sizes: candidates,
                format: Text.bytes
            ),
            Section(
                title: "Memory of a candidate more",
                metric: .memory,
                sizes: candidates,
                format: Text.bytes,
                note: "Proportional set size, with a connection each: all memory of the process. "
                    + "Freed memory has been given back before (`malloc_trim`) by elector and C; a "
                    + "Java machine, which Curator's candidates run in, keeps what it once had and "
                    + "takes more in large steps."
            ),
            Section(
                title: "Live heap of a candidate more",
                metric: .heap,
                sizes: candidates,
                format: Text.bytes,
                note: heap
            ),
            Section(
                title: "Threads of a candidate more",
                metric: .threads,
                sizes: candidates,
                format: Text.number
            ),
            Section(
                title: "Memory of a candidate more on a shared connection",
                metric: .sharedMemory,
                sizes: candidates,
                format: Text.bytes,
                note: "Proportional set size, as above."
            ),
            Section(
                title: "Live heap of a candidate more on a shared connection",
                metric: .sharedHeap,
                sizes: candidates,
                format: Text.bytes,
                note: heap
            ),
            Section(
                title: "Memory of the benchmark's own reader",
                metric: .readerMemory,
                sizes: "readers",
                format: Text.bytes,
                note: "What of elector's candidates is not elector's: a task that waits for an "
                    + "`AsyncStream` in which nothing comes. Proportional set size."
            ),
            Section(
                title: "Live heap of the benchmark's own reader",
                metric: .readerHeap,
                sizes: "readers",
                format: Text.bytes
            ),
            Section(
                title: "Threads of a candidate more on a shared connection",
                metric: .sharedThreads,
                sizes: candidates,
                format: Text.number
            ),
            Section(
                title: "CPU while idle",
                metric: .idleCPU,
                sizes: candidates,
                format: Text.percent,
                note: "Of a core, by all candidates of one process with a connection each, from "
                    + "\(TestBed.joinsEnd) after the last has joined: the limits of 30 s to connect within are "
                    + "timers of elector's that nobody stops. The contenders idle side by side."
            ),
            Section(
                title: "Pings a second while idle",
                metric: .idlePings,
                sizes: candidates,
                format: Text.number
            ),
            Section(
                title: "Confirmations a second while idle",
                metric: .idleConfirmations,
                sizes: candidates,
                format: Text.number
            ),
            Section(
                title: "Other requests a second while idle",
                metric: .idleOthers,
                sizes: candidates,
                format: Text.number
            ),
            Section(
                title: "Elections on one connection: until all lead",
                metric: .manyTime,
                sizes: "elections",
                format: Text.seconds,
                note: "kazoo would need a thread for each."
            ),
            Section(
                title: "Elections on one connection: memory of each",
                metric: .manyMemory,
                sizes: "elections",
                format: Text.bytes
            ),
            Section(
                title: "Elections on one connection: requests of each",
                metric: .manyRequests,
                sizes: "elections",
                format: Text.number
            ),
        ]
    }

    static var client: [Section] {
        ClientOperation.allCases.flatMap { operation in
            let depths = "requests under way"
            return [
                Section(
                    title: "\(operation.title): operations a second",
                    metric: .rate(operation),
                    sizes: depths,
                    format: Text.number
                ),
                Section(
                    title: "\(operation.title): median time of one",
                    metric: .latency(operation),
                    sizes: depths,
                    format: Text.seconds
                ),
                Section(
                    title: "\(operation.title): CPU of one, in the client",
                    metric: .cpu(operation),
                    sizes: depths,
                    format: Text.seconds
                ),
            ]
        } + [
            Section(
                title: "Watches set",
                metric: .watching,
                sizes: "watches on one connection",
                format: Text.seconds,
                note:
                    "All at once; of elector and go-zookeeper with somebody for each who waits for it, of the others with a callback."
            ),
            Section(
                title: "A storm of watches",
                metric: .storm,
                sizes: "watches on one connection",
                format: Text.seconds,
                note: "From the first deletion, by another client, to the last watch."
            ),
        ]
    }
}
