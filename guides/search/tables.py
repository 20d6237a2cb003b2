"""The tables of the index as both databases have them."""

# The stems of an entry by field.
Terms = tuple[list[str], list[str], list[str]]
FIELDS = ("names", "heads", "body")

# ``exact`` are the stems of the title, ``code_key`` the code as it is compared, ``words`` every
# folded word, ``flat`` the body folded letter by letter: what stands there stands so in body.
ENTRY_COLUMNS = """
    edition_id BIGINT NOT NULL, kind TEXT NOT NULL, address TEXT NOT NULL, title TEXT NOT NULL,
    context TEXT NOT NULL, verdict TEXT NOT NULL, code TEXT NOT NULL, code_key TEXT NOT NULL,
    position BIGINT NOT NULL, labels TEXT NOT NULL, exact TEXT NOT NULL, words TEXT NOT NULL,
    body TEXT NOT NULL, flat TEXT NOT NULL"""
ENTRY_INDEXES = (
    "CREATE INDEX search_entry_edition ON search_entry (edition_id)",
    "CREATE INDEX search_entry_exact ON search_entry (exact)",
    "CREATE INDEX search_entry_code ON search_entry (code_key)",
    "CREATE INDEX search_entry_kind ON search_entry (kind, position)",
)
_NAMES = (
    "id edition_id kind address title context verdict code code_key position labels exact words "
    "body flat"
).split()
INSERT_ENTRY = (
    f"INSERT INTO search_entry ({', '.join(_NAMES)}) VALUES ({', '.join(['%s'] * len(_NAMES))})"
)

# What the screen says, with its folded form, which is its address, and its stems.
LABELS = (
    """CREATE TABLE search_label (
        entry_id BIGINT NOT NULL, number INTEGER NOT NULL, label TEXT NOT NULL, key TEXT NOT NULL,
        exact TEXT NOT NULL, PRIMARY KEY (entry_id, number))""",
    "CREATE INDEX search_label_key ON search_label (key)",
    "CREATE INDEX search_label_exact ON search_label (exact)",
)
