import Foundation

/// The results for people: the goals, tables, and plots.
struct Report {
    let results: Results

    /// Writes `report.md` and its plots into a folder.
    func write(to folder: URL) throws {
        var text = introduction
        text += "\n## The goals\n\n\(goals)"
        text += "\n## Elections\n\n"
        for section in Section.elections { text += try self.text(of: section, in: folder) }
        text += "\n## The client\n\n"
        for section in Section.client { text += try self.text(of: section, in: folder) }
        if !results.failures.isEmpty {
            text += "\n## What failed\n\n" + results.failures.map { "- \($0)\n" }.joined()
        }
        try text.write(to: folder.appendingPathComponent("report.md"), atomically: true, encoding: .utf8)
    }

    private var introduction: String {
        let machine = results.machine
        return """
            # Benchmarks

            Written by `scripts/bench`\(machine.isQuick ? " --quick" : "") from `results.json`. \
            \(machine.begin) to \(machine.end), \(machine.cores) cores that also run the server, Linux \(machine.system); \
            load averages \(machine.loadBefore) before and \(machine.loadAfter) after.

            All figures are medians of \(results.rounds) rounds, where nothing else is said, with the least and the \
            most in brackets. In each round the contenders take turns, in another order each time, on the same server with the same session timeout. \
            Ratios are taken round by round.\(reservation) "C" is the floor: libzookeeper_mt with nothing in between.

            Where the load is above the number of cores, other work ran beside this: the ratios suffer less than the \
            times, but they suffer.

            """
    }

    private var reservation: String {
        results.rounds < Plan.full.rounds ? " **So few rounds are a first look, not a result.**" : ""
    }

    private var goals: String {
        var table = Table(head: ["what", "goal", "measured: median (least–most)", ""])
        for goal in Goals(results: results).all {
            let measured = goal.conditions.map { condition in
                condition.isMet == false ? "**\(condition.text)**" : condition.text
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

    private func text(of section: Section, in folder: URL) throws -> String {
        let contenders = results.contenders(section.metric)
        guard !contenders.isEmpty else { return "" }
        var table = Table(head: [section.sizes] + contenders.map(\.title))
        let sizes = results.sizes(section.metric)
        for size in sizes {
            let cells = contenders.map {
                results.spread(section.metric, size: size, of: $0)?.text(section.format) ?? ""
            }
            table.rows.append(["\(size)"] + cells)
        }
        var text = "### \(section.title)\n\n"
        if !section.note.isEmpty { text += section.note + "\n\n" }
        let rounds = results.rounds(section.metric)
        if rounds < results.rounds { text += "Rounds: \(rounds).\n\n" }
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
}
