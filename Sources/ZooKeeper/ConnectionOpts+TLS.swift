extension ConnectionOpts {
    /// How to encrypt the connection: files in PEM form, as the C library wants them.
    ///
    /// The C library must have been built with OpenSSL; Debian's is not.
    public struct TLS: Sendable, Hashable {
        /// The file with the certificates of the authorities that a server's certificate is checked against.
        public var authorities: String
        /// The file with the client's own certificate.
        public var certificate: String
        /// The file with the key of that certificate.
        public var key: String
        /// What the key is encrypted with, or `nil` where it is not.
        public var passphrase: String?

        /// Creates settings. None of them may contain a comma, which the C library puts between them.
        public init(authorities: String, certificate: String, key: String, passphrase: String? = nil) {
            self.authorities = authorities
            self.certificate = certificate
            self.key = key
            self.passphrase = passphrase
        }

        /// The settings in the library's form. It wants all four; the last is not looked at where the key is not encrypted.
        var joined: String { fields.joined(separator: ",") }

        private var fields: [String] { [authorities, certificate, key, passphrase ?? "none"] }

        func validate() throws(ZKError) {
            for field in fields where field.isEmpty || field.utf8.contains(where: { $0 == 0x2C || $0 == 0 }) {
                throw ZKError(
                    .badArguments,
                    operation: "connect",
                    message: "a setting of TLS is empty, or contains a comma or NUL"
                )
            }
        }
    }
}
