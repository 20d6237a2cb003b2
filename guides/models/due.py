"""When an item must be checked again, as every database reckons it."""

from typing import Any

from django.db.models import DateField, Func

# Days that are added at most: more lead beyond the calendar of every database anyway.
_MOST_DAYS = 3_652_059


class NextCheck(Func):
    """``reviewed`` plus ``review_every_days``, at the end of the calendar at the latest.

    As ``pages.review_due`` has it. No index serves it: a list of some thousand items is read.
    """

    output_field = DateField()

    def __init__(self, **extra: Any) -> None:
        super().__init__("reviewed", "review_every_days", **extra)

    def as_sql(  # type: ignore[override]  # what Func takes besides is never given
        self, compiler: Any, connection: Any, **_context: Any
    ) -> Any:
        parts = [compiler.compile(source) for source in self.source_expressions]
        day, days = (sql for sql, _ in parts)
        if connection.vendor == "sqlite":
            # Beyond its calendar date() answers nothing.
            added = f"date({day}, '+' || MIN({days}, {_MOST_DAYS}) || ' days')"
            sql = f"COALESCE({added}, '9999-12-31')"
        else:
            sql = f"LEAST({day} + LEAST({days}, {_MOST_DAYS}), DATE '9999-12-31')"
        return sql, [param for _, params in parts for param in params]
