"""The page store: finished answers of public pages, kept around the WSGI application.

A page is a function of its address, of whether it comes whole or as a part, and of the moment (see
``snapshot``). So an answer is kept under just these, by the process that made it, and is given to
everybody who asks until another moment has come. What else a client can say either goes on to the
application or changes nothing.

``PageStore`` is the application as the server sees it; ``asking`` reads what a request asks for,
``answers`` are the answers, ``shelf`` keeps those of one moment within bounds, ``watch`` knows
which moment it is, and ``warming`` has pages made before anybody asks.
"""

from guides.store.page_store import PageStore
from guides.store.paths import keys_at
from guides.store.warming import Warmer, published
from guides.store.watch import Watch

__all__ = ["PageStore", "Warmer", "Watch", "keys_at", "published"]
