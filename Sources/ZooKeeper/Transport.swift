/// How a handle talks to its servers.
enum Transport: Sendable {
    case plain
    case tls(ConnectionOpts.TLS)
    case sasl(ConnectionOpts.SASL)

    /// Reads it from options.
    ///
    /// - Throws: ``ZKError/Code/badArguments`` where a setting makes no sense, ``ZKError/Code/unimplemented`` where the C library
    ///   cannot do it.
    init(_ opts: ConnectionOpts) throws(ZKError) {
        switch (opts.tls, opts.sasl) {
        case (nil, nil): self = .plain
        case (let tls?, nil):
            try tls.validate()
            guard CLibrary.hasTLS else {
                throw ZKError(
                    .unimplemented,
                    operation: "connect",
                    message: """
                        TLS: this libzookeeper_mt was built without OpenSSL and has no zookeeper_init_ssl. Install one that was \
                        built with it (configure --with-openssl), or leave `tls` away and connect through a local TLS tunnel
                        """
                )
            }
            self = .tls(tls)
        case (nil, let sasl?):
            try sasl.validate()
            guard CLibrary.hasSASL else {
                throw ZKError(
                    .unimplemented,
                    operation: "connect",
                    message: """
                        SASL: this libzookeeper_mt was built without Cyrus SASL and has no zookeeper_init_sasl. Install one that \
                        was built with it (configure --with-sasl), or use `auth` with a digest in place of `sasl`
                        """
                )
            }
            self = .sasl(sasl)
        case (_?, _?):
            throw ZKError(
                .badArguments,
                operation: "connect",
                message: "the C library opens a connection with TLS or with SASL, not with both"
            )
        }
    }
}
