"""Says how SQLite has to be opened so that it can be trusted in production."""

Version = tuple[int, int, int]

# Connections that write while another one resets the write-ahead log can corrupt the database.
# Mended in 3.51.3 and carried back to two older branches.
_WAL_FIXED: Version = (3, 51, 3)
_WAL_FIXED_ON_BRANCH: dict[tuple[int, int], Version] = {
    (3, 50): (3, 50, 7),
    (3, 44): (3, 44, 6),
}


def journal_mode(version: Version) -> tuple[str, str]:
    """The journal mode for this version of the SQLite library, and the reason in one sentence."""
    name = ".".join(map(str, version))
    if version >= _WAL_FIXED_ON_BRANCH.get(version[:2], _WAL_FIXED):
        return "WAL", f"SQLite {name} is fixed against the WAL-reset corruption."
    return "DELETE", f"SQLite {name} can corrupt a database in WAL mode (the WAL-reset bug)."


def options(version: Version) -> dict[str, object]:
    """OPTIONS of a Django database on SQLite."""
    mode, _ = journal_mode(version)
    return {
        # A write transaction takes its lock at BEGIN, where waiting works. Taken later, at the
        # first write, SQLite answers "database is locked" at once and ignores the timeout.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,  # seconds to wait for a lock
        # FULL: what was committed is on disk after a power cut. No mmap: a damaged disk gives an
        # error and not a killed process.
        "init_command": f"PRAGMA synchronous=FULL;PRAGMA journal_mode={mode};PRAGMA mmap_size=0;",
    }
