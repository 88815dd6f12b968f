import Foundation

/// The results for people: the goals, tables, and plots.
struct Report {
    private static let nothing = "Not measured.\n\n"

    let results: Results

    /// Writes `report.md` and its plots into a folder, in place of those that are there.
    func write(to folder: URL) throws {
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        for file in files where file.pathExtension == "svg" { try FileManager.default.removeItem(at: file) }
        var text = introduction
        text += "\n## The goals\n\n\(goals)"
        text += try profiles(among: files)
        text += "\n## Elections\n\n"
        for section in Section.elections { text += try self.text(of: section, in: folder) }
        text += "\n## The client\n\n"
        for section in Section.client { text += try self.text(of: section, in: folder) }
        text += allocations
        if !results.failures.isEmpty {
            text += "\n## What failed\n\n" + results.failures.map { "- \($0)\n" }.joined()
        }
        try text.write(to: folder.appendingPathComponent("report.md"), atomically: true, encoding: .utf8)
    }

    private var introduction: String {
        """
        # Benchmarks

        \(results.runs.map(text(of:)).joined(separator: "\n\n"))

        All figures are medians of \(results.rounds) rounds with the least and the most in brackets; "n =" says where there are \
        other values than one of each round. In each round the contenders take turns, in another order each time, on the same server with the same \
        session timeout. Ratios are taken round by round, and nothing is judged by fewer than \(Goals.rounds).\(reservation) \
        "C" is the floor: libzookeeper_mt with nothing in between.

        Each operation is first done some hundred times that do not count, and then as often as there is time for; each \
        election begins in processes that have changed leaders before, Curator's some hundred times more often, for Java to have \
        compiled it. Before each change of leader and each join \
        the server has had next to nothing to do for 50 ms: so these are the times of a machine that was asleep.

        Where the load is above the number of cores, other work ran beside this: the ratios suffer less than the \
        times, but they suffer.

        """
    }

    private func text(of run: Machine) -> String {
        """
        Written by `scripts/bench\(run.isQuick ? " --quick" : "")` from `results.json`. \(run.begin) to \(run.end), \
        \(run.cores) cores (\(run.processor)) that also run the server, Linux \(run.system); \
        load averages \(run.loadBefore) before and \(run.loadAfter) after.

        \(run.versions.map { "- \($0)\n" }.joined())
        \(run.plan.rounds) rounds of \(run.parts.map(\.rawValue).joined(separator: ", ")): \(run.plan.text).
        """
    }

    private var reservation: String {
        results.rounds < Goals.rounds ? " **So few rounds are a first look, not a result.**" : ""
    }

    private var goals: String {
        var table = Table(head: ["what", "goal", "measured: median (least–most)", ""])
        for goal in Goals(results: results).all {
            let measured = goal.conditions.map { condition in
                condition.isMet == true ? condition.text : "**\(condition.text)**"
            }
            table.rows.append([goal.what, goal.goal, measured.joined(separator: "<br>"), verdict(goal)])
        }
        return table.text + "\nWhat keeps a goal from being met is in bold.\n"
    }

    private func verdict(_ goal: Goal) -> String {
        switch goal.isMet {
        case true?: "met"
        case false?: "**missed**"
        case nil: "not measured"
        }
    }

    /// Links to what says where the time and the memory go.
    private func profiles(among files: [URL]) throws -> String {
        let profiles = files.filter { $0.lastPathComponent.wholeMatch(of: /profile.*\.md/) != nil }
        let links = try profiles.sorted { $0.path < $1.path }.map { file in
            let head = try String(contentsOf: file, encoding: .utf8).prefix { $0 != "\n" }
            return "- [\(head.trimmingPrefix(/#* */))](\(file.lastPathComponent))\n"
        }
        return links.isEmpty ? "" : "\nWhere it goes:\n\n\(links.joined())"
    }

    private func text(of section: Section, in folder: URL) throws -> String {
        var text = "### \(section.title)\n\n"
        if !section.note.isEmpty { text += section.note + "\n\n" }
        let contenders = results.contenders(section.metric)
        guard !contenders.isEmpty else { return text + Self.nothing }
        var table = Table(head: [section.sizes] + contenders.map(\.title))
        let sizes = results.sizes(section.metric)
        for size in sizes {
            let cells = contenders.map {
                results.spread(section.metric, size: size, of: $0)?
                    .text(of: results.rounds, section.format) ?? ""
            }
            table.rows.append(["\(size)"] + cells)
        }
        if sizes.count > 1,
            let chart = Chart(
                section.title,
                section.metric,
                of: results,
                sizes: section.sizes,
                format: section.format
            )
        {
            let name = "\(section.metric.name).svg"
            try chart.svg.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
            text += "![\(section.title)](\(name))\n\n"
        }
        return text + table.text + "\n"
    }

    /// By operation, for there is only one size.
    private var allocations: String {
        var text = """
            ### Allocations of one operation

            One at a time, in the client, as valgrind counts them. They do not vary: so they were counted once.


            """
        let contenders = [Contender.swift, .c]
        var table = Table(head: ["operation"] + contenders.map(\.title))
        for operation in ClientOperation.allCases {
            let counts = contenders.map { contender in
                results.values(.allocations(operation), size: 1, of: contender).last.map(Text.number) ?? ""
            }
            if counts.contains(where: { !$0.isEmpty }) { table.rows.append([operation.title] + counts) }
        }
        text += table.rows.isEmpty ? Self.nothing : table.text
        return text
    }
}
