"""Moving the whole site from SQLite to PostgreSQL, or not at all.

All that happens to the new database is one transaction: its tables are made, filled and compared
in it, and where anything differs nothing of it was ever there. The old one is only read, under its
lock for writing, so that both are of one moment. ``copying`` carries the rows over, ``comparing``
has every page made from both.
"""

from guides.moving.copying import CannotMove
from guides.moving.database import Moved, Table, move

__all__ = ["CannotMove", "Moved", "Table", "move"]
