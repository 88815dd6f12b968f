import Foundation

/// Lines over sizes, on logarithmic axes, as a picture.
struct Chart {
    /// A contender's line: by size the median and the bounds.
    typealias Line = (contender: Contender, points: [(size: Int, value: Spread)])

    private static let width = 640.0
    private static let height = 360.0
    private static let left = 84.0
    private static let right = 510.0
    private static let top = 44.0
    private static let bottom = 306.0

    var title: String
    /// What stands below the horizontal axis.
    var sizes: String
    var format: (Double) -> String
    var lines: [Line]

    /// `nil` where there is nothing to show. What was nothing or less at some size has no place on a logarithmic axis: that line is left
    /// out.
    init?(
        _ title: String,
        _ metric: Metric,
        of results: Results,
        sizes: String,
        format: @escaping (Double) -> String
    ) {
        self.title = title
        self.sizes = sizes
        self.format = format
        let all = results.sizes(metric)
        lines = results.contenders(metric).map { contender in
            let points = all.compactMap { size in
                results.spread(metric, size: size, of: contender).map { (size: size, value: $0) }
            }
            return (contender, points)
        }
        .filter { $0.points.allSatisfy { $0.value.least > 0 } }
        guard !lines.isEmpty else { return nil }
    }

    var svg: String {
        let points = lines.flatMap(\.points)
        let across = Axis(points.map { Double($0.size) }, from: Self.left, to: Self.right)
        let up = Axis(
            points.flatMap { [$0.value.least, $0.value.most] },
            from: Self.bottom,
            to: Self.top,
            isWhole: true
        )
        var parts = [
            text(title, x: Self.left, y: 24, "font-size='15' font-weight='bold'"),
            text(sizes, x: (Self.left + Self.right) / 2, y: Self.height - 14, "text-anchor='middle'"),
        ]
        for value in up.ticks {
            let y = up.position(value)
            parts.append(line(Self.left, y, Self.right, y, "#ddd"))
            parts.append(text(format(value), x: Self.left - 8, y: y + 4, "text-anchor='end'"))
        }
        for size in Set(points.map(\.size)).sorted() {
            let x = across.position(Double(size))
            parts.append(line(x, Self.bottom, x, Self.bottom + 5, "#444"))
            parts.append(text("\(size)", x: x, y: Self.bottom + 19, "text-anchor='middle'"))
        }
        parts.append(line(Self.left, Self.bottom, Self.right, Self.bottom, "#444"))
        for (number, line) in lines.enumerated() {
            parts += drawing(of: line, across, up)
            let y = Self.top + 10 + Double(number) * 22
            parts.append(self.line(Self.right + 14, y, Self.right + 36, y, line.contender.color, width: 2.5))
            parts.append(text(line.contender.title, x: Self.right + 42, y: y + 4))
        }
        let style = "font-family='Helvetica, Arial, sans-serif' font-size='12' fill='#222'"
        return """
            <svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 \(Int(Self.width)) \(Int(Self.height))' \(style)>
            <rect width='100%' height='100%' fill='white'/>
            \(parts.joined(separator: "\n"))
            </svg>

            """
    }

    /// The medians as a line, and what lies between the bounds.
    private func drawing(of line: Line, _ across: Axis, _ up: Axis) -> [String] {
        let color = line.contender.color
        let places = line.points.map { (x: across.position(Double($0.size)), value: $0.value) }
        let path = places.map { "\(coordinate($0.x)),\(coordinate(up.position($0.value.median)))" }
        let points = path.joined(separator: " ")
        return ["<polyline points='\(points)' fill='none' stroke='\(color)' stroke-width='2.5'/>"]
            + places.flatMap { place in
                [
                    self.line(
                        place.x,
                        up.position(place.value.least),
                        place.x,
                        up.position(place.value.most),
                        color
                    ),
                    "<circle cx='\(coordinate(place.x))' cy='\(coordinate(up.position(place.value.median)))' "
                        + "r='3.5' fill='\(color)'/>",
                ]
            }
    }

    private func line(
        _ x1: Double,
        _ y1: Double,
        _ x2: Double,
        _ y2: Double,
        _ color: String,
        width: Double = 1
    ) -> String {
        "<line x1='\(coordinate(x1))' y1='\(coordinate(y1))' x2='\(coordinate(x2))' y2='\(coordinate(y2))' "
            + "stroke='\(color)' stroke-width='\(width)'/>"
    }

    private func text(_ text: String, x: Double, y: Double, _ attributes: String = "") -> String {
        "<text x='\(coordinate(x))' y='\(coordinate(y))' \(attributes)>\(text)</text>"
    }

    private func coordinate(_ value: Double) -> String {
        String(format: "%.1f", value)
    }
}

extension Contender {
    /// In plots.
    fileprivate var color: String {
        switch self {
        case .swift: "#e4572e"
        case .c: "#444444"
        case .confirmed: "#999999"
        case .curator: "#2e86ab"
        case .kazoo: "#3a9d5d"
        case .go: "#8e5ea2"
        }
    }
}
