extension String {
    /// As it can be shown in a line: without what would break the line, or make a terminal do something.
    ///
    /// An ident is what anybody who may stand has made up.
    var printable: String {
        unicodeScalars.map { scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: scalar.escaped(asASCII: true)
            default: String(scalar)
            }
        }
        .joined()
    }
}
