import CZooKeeper

/// What the C library that is there at run time can do beyond what every build of it can.
enum CLibrary {
    static var hasTLS: Bool { unsafe czk_symbol("zookeeper_init_ssl") != nil }

    static var hasSASL: Bool {
        unsafe czk_symbol("zookeeper_init_sasl") != nil && czk_symbol("zoo_sasl_make_basic_callbacks") != nil
    }

    /// Opens a handle, as `zookeeper_init2` does; `nil` with `errno` where that fails.
    ///
    /// - Parameter memory: where to put what must live for as long as the handle.
    static func open(
        _ transport: Transport,
        hosts: String,
        timeout: Int32,
        client: UnsafePointer<clientid_t>?,
        context: UnsafeMutableRawPointer?,
        memory: CMemory
    ) -> OpaquePointer? {
        let flags = ZOO_NO_LOG_CLIENTENV
        switch transport {
        case .plain:
            return unsafe zookeeper_init2(hosts, onEvent, timeout, client, context, flags, onLog)
        case .tls(let tls):
            let handle = unsafe czk_init_ssl(hosts, tls.joined, onEvent, timeout, client, context, flags)
            // It takes no callback for the log. This comes long before the end of the first handshake.
            if let handle = unsafe handle { unsafe zoo_set_log_callback(handle, onLog) }
            return unsafe handle
        case .sasl(let sasl):
            func copy(_ text: String?) -> UnsafePointer<CChar>? {
                unsafe text.map { unsafe UnsafePointer(memory.copy($0)) }
            }
            return unsafe czk_init_sasl(
                hosts,
                onEvent,
                timeout,
                client,
                context,
                flags,
                onLog,
                copy(sasl.service),
                copy(sasl.host),
                copy(sasl.mechanisms.joined(separator: " ")),
                memory.adopt(
                    unsafe czk_sasl_callbacks(copy(sasl.user), copy(sasl.realm), copy(sasl.passwordFile))
                )
            )
        }
    }
}
