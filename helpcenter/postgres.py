"""Says how PostgreSQL has to be opened: by the server through a pool, a replica without waiting."""

from collections.abc import MutableMapping
from typing import Any

from django.db import DEFAULT_DB_ALIAS

# Of the read replica among the databases; see guides/replica.py.
REPLICA = "replica"

# Seconds that a request waits for a connection at most: enough for a server that restarts.
_LONGEST_WAIT = 5.0
# For a replica they are lost: what it would have answered, the primary answers. libpq waits for a
# server at least two seconds before it gives up, and here as long for an answer to what was sent.
_LONGEST_WAIT_FOR_REPLICA = 2
# Seconds after which a connection that nobody needed is closed.
_LONGEST_IDLE = 120.0

Databases = MutableMapping[str, dict[str, Any]]


def database(parsed: dict[str, Any]) -> dict[str, Any]:
    """A database as Django has it: one connection for each thread, kept for a minute.

    It is tried before use: the server may have been restarted.
    """
    return {**parsed, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


def replica(parsed: dict[str, Any]) -> dict[str, Any]:
    """A database that only readers' queries ask, and that nobody waits for."""
    impatient = {
        "connect_timeout": _LONGEST_WAIT_FOR_REPLICA,
        "tcp_user_timeout": _LONGEST_WAIT_FOR_REPLICA * 1000,
    }
    return {
        **database(parsed),
        "OPTIONS": {**impatient, **parsed.get("OPTIONS", {})},
        # Tests have one database: the replica of theirs, where there is one.
        "TEST": {"MIRROR": DEFAULT_DB_ALIAS},
    }


def pool(databases: Databases, most: int) -> None:
    """Have the threads of this process share ``most`` connections to each database.

    For servers, before anything is asked: a command needs one connection, and should say at once
    why there is none.
    """
    for alias, found in databases.items():
        if found["ENGINE"] == "django.db.backends.postgresql" and most:
            wait = _LONGEST_WAIT_FOR_REPLICA if alias == REPLICA else _LONGEST_WAIT
            found["OPTIONS"] = {
                **found.get("OPTIONS", {}),
                "pool": {
                    "min_size": 1,
                    "max_size": most,
                    "timeout": wait,
                    # Nor does it try on for itself when nobody waits any more.
                    "reconnect_timeout": wait,
                    "max_idle": _LONGEST_IDLE,
                    "name": alias,
                },
            }
            # Given back to the pool as soon as the request is answered.
            found["CONN_MAX_AGE"] = 0
