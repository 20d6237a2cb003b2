"""How long a search takes on a site of any size: builds one with an index, prints a table.

Run with ``make bench-search``: on SQLite, then on PostgreSQL. The texts are invented, the same at
each run: words as often as the shipped content has them, then rarer ones in Zipf's proportions
and some that stand once; sections of 120 words as a median. Never fails on time.
"""

import argparse
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import django
import psycopg
from psycopg import sql


@contextmanager
def own_database(folder: str) -> Iterator[None]:
    """A database that only this run fills: on the server of DATABASE_URL, else a file."""
    os.environ["STATE_DIR"] = folder
    url = urlsplit(os.environ.get("DATABASE_URL", ""))
    if not url.scheme.startswith("postgres"):
        os.environ.pop("DATABASE_URL", None)
        yield
        return
    name = f"bench_search_{os.getpid()}"
    with psycopg.connect(url._replace(path="/postgres").geturl(), autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        os.environ["DATABASE_URL"] = url._replace(path=f"/{name}").geturl()
        try:
            yield
        finally:
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)")
            server.execute(drop.format(sql.Identifier(name)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sections", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=200, help="queries of each kind")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="helpcenter-search.") as folder, own_database(folder):
        os.environ["DJANGO_SETTINGS_MODULE"] = "helpcenter.settings"
        django.setup()
        # Only now: models need settings, and these a database.
        from bench import searches

        searches.run(arguments)


if __name__ == "__main__":
    main()
