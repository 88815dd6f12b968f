import Foundation
import LeaderElection
import Testing
import ZooKeeperTestKit

@testable import fleet
@testable import leader_service

/// The page in a real browser, with instances in processes of their own.
@Suite(.serialized, .timeLimit(.minutes(5))) struct BrowserTests {
    @Test(arguments: Look.all) func itShowsTheNextLeaderWithoutAReload(look: Look) async throws {
        try await Instances.run { instances in
            let leader = try await instances.leader
            let follower = try await instances.follower
            try await Browser.run { browser in
                try await browser.open(follower.url, as: look)
                try await browser.expect("the first leader") { try await $0.text("#who") == leader.ident }
                try await browser.expect("all candidates") { try await $0.count("#candidates tr") == 3 }
                try await browser.expect("some jobs") { Int(try await $0.text("#jobs")) ?? 0 >= 2 }
                #expect(try await browser.count("#history tr") == 1)
                let token = try #require(Int(try await browser.text("#token")))
                try await browser.picture("\(look.testDescription)-before")
                try await browser.run("window.isTheSame = true")

                leader.kill()
                try await browser.expect("the next leader") { try await $0.text("#who") == follower.ident }
                #expect(try await instances.leader.ident == follower.ident)
                try await browser.expect("who is left") { try await $0.count("#candidates tr") == 2 }
                try await browser.expect("both terms") { try await $0.count("#history tr") == 2 }
                try await browser.expect("some jobs") { Int(try await $0.text("#jobs")) ?? 0 >= 2 }
                #expect(try await browser.value("window.isTheSame"))
                #expect(try #require(Int(try await browser.text("#token"))) > token)
                // It is also read out, in the title, and marked in both tables.
                let news = try await browser.text("[role=status]")
                #expect(news.hasPrefix("\(follower.ident) leads"))
                #expect(try await browser.value("document.title") == "\(follower.ident) leads")
                #expect(try await browser.count("#timeline > *") == 2)
                for table in ["#candidates", "#history"] {
                    #expect(try await browser.count("\(table) tr.leads") == 1)
                    #expect(try await browser.text("\(table) tr.leads th").hasPrefix(follower.ident))
                }
                try await browser.picture("\(look.testDescription)-after")
                try await expectReadable(browser, look)
            }
        }
    }

    @Test func theLeaderResignsWhereThatIsAllowed() async throws {
        try await Instances.run(arguments: ["--allow-resign"]) { instances in
            let leader = try await instances.leader
            try await Browser.run { browser in
                try await browser.open(leader.url, as: Look.all[0])
                try await browser.expect("a button to press") {
                    guard try await $0.isVisible("#resign") else { return false }
                    return try await $0.count("#resign:enabled") == 1
                }
                try await browser.expect("all candidates") { try await $0.count("#candidates tr") == 3 }
                // By keyboard it can be reached, and is seen to be.
                try await browser.pressTab()
                #expect(try await browser.value("document.activeElement.id") == "resign")
                #expect(
                    try await browser.value("getComputedStyle(document.activeElement).outlineStyle")
                        == "solid"
                )
                try await expectReadable(browser, Look.all[0])
                try await browser.picture("resign")
                try await browser.click("#resign")
                try await browser.expect("the next leader") { try await $0.text("#who") != leader.ident }
                try await browser.expect("no button to press") {
                    try await $0.count("#resign:disabled") == 1
                }
                try await browser.expect("it is the last of the line") {
                    try await $0.text("#candidates tr:nth-child(3) th").hasPrefix(leader.ident)
                }
                try await browser.picture("resigned")
            }
        }
    }

    @Test func withoutPermissionThereIsNoButton() async throws {
        try await Instances.run { instances in
            let leader = try await instances.leader
            try await Browser.run { browser in
                try await browser.open(leader.url, as: Look.all[0])
                try await browser.expect("the leader") { try await $0.text("#who") == leader.ident }
                #expect(try await !browser.isVisible("#resign"))
                let status: Int = try await browser.value(
                    "fetch('/resign', { method: 'POST' }).then(answer => answer.status)"
                )
                #expect(status == 403)
            }
        }
    }

    @Test func itSaysThatItsInstanceIsGoneAndGoesOnWhenThatIsBack() async throws {
        try await Instances.run { instances in
            let leader = try await instances.leader
            try await Browser.run { browser in
                try await browser.open(leader.url, as: Look.all[2])
                try await browser.expect("the first leader") { try await $0.text("#who") == leader.ident }
                try await browser.run("window.isTheSame = true")
                leader.kill()
                try await browser.expect("an alert") { try await $0.isVisible("[role=alert]") }
                try await browser.picture("gone")
                try await instances.start(port: leader.port)
                try await browser.expect("no alert") { try await !$0.isVisible("[role=alert]") }
                try await browser.expect("the next leader") { try await $0.text("#who") != leader.ident }
                #expect(try await browser.value("window.isTheSame"))
            }
        }
    }

    @Test func identsAreTextWhateverIsInThem() async throws {
        let long = String(repeating: "long", count: 40)
        let ident = "<img src=x onerror='window.isHarmed = true'><b>\(long)</b>"
        try await Instances.run { instances in
            let leader = try await instances.leader
            let other = try await Elector.start(
                ident: ident,
                basePath: Paths.election,
                connector: .newConnection(addrs: [instances.server.address])
            )
            try await Browser.run { browser in
                try await browser.open(leader.url, as: Look.all[2])
                try await browser.expect("all candidates") { try await $0.count("#candidates tr") == 4 }
                #expect(try await browser.text("#candidates tr:last-child th") == ident)
                #expect(try await browser.count("img, b") == 0)
                #expect(try await browser.value("window.isHarmed === undefined"))
                try await browser.picture("hostile")
                try await expectReadable(browser, Look.all[2])
            }
            try await other.close()
        }
    }

    /// Nothing is cut off or to be scrolled to the side, the colours are those that were asked for, and all text stands out.
    private func expectReadable(_ browser: Browser, _ look: Look) async throws {
        #expect(try await browser.value("window.innerWidth") == look.width)
        #expect(try await browser.value("document.documentElement.scrollWidth") <= look.width)
        let outside: [String] = try await browser.value(
            """
            [...document.querySelectorAll('main *')]
                .filter(it => it.checkVisibility() && !it.matches('.spoken'))
                .filter(it => it.getBoundingClientRect().right > innerWidth || it.getBoundingClientRect().left < 0)
                .map(it => it.outerHTML)
            """
        )
        #expect(outside == [])
        let isDark: Bool = try await browser.value(
            "getComputedStyle(document.body).backgroundColor.match(/[0-9.]+/g).every(it => Number(it) < 64)"
        )
        #expect(isDark == look.isDark)
        let faint: [String] = try await browser.value(Self.faintTexts)
        #expect(faint == [])
    }

    /// Texts whose contrast with what is behind them is less than 4.5, which is what WCAG asks for (AA).
    private static let faintTexts = """
        (() => {
            const parts = color => color.match(/[0-9.]+/g).map(Number);
            const light = color => {
                const [r, g, b] = parts(color).map(it => it / 255)
                    .map(it => it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            const behind = it => {
                for (; it; it = it.parentElement) {
                    const color = getComputedStyle(it).backgroundColor;
                    if ((parts(color)[3] ?? 1) === 1) return color;
                }
                return 'rgb(255, 255, 255)';
            };
            document.getAnimations().forEach(it => it.finish());
            return [...document.body.querySelectorAll('*')]
                .filter(it => it.checkVisibility() && !it.matches('.spoken, script, style, :disabled'))
                .filter(it => [...it.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
                .map(it => [it, [light(getComputedStyle(it).color), light(behind(it))].sort((a, b) => b - a)])
                .filter(([, [more, less]]) => (more + 0.05) / (less + 0.05) < 4.5)
                .map(([it]) => it.outerHTML);
        })()
        """
}
