import CMalloc

/// The memory that this process has allocated.
enum Heap {
    /// Gives back to the system what is free, and says how many bytes are in use.
    static func settle() -> Int {
        malloc_trim(0)
        let info = mallinfo2()
        return info.uordblks + info.hblkhd
    }
}
