/// The C library's handle. The library guards it by its own locks, but not against use after `zookeeper_close`: that is
/// the work of ``ZKHandle``.
@safe struct HandlePointer: @unchecked Sendable {
    let raw: OpaquePointer

    init(raw: OpaquePointer) {
        unsafe self.raw = raw
    }
}
