"""The server's entry with a clock that looks often, so that a test need not wait."""

from guides.clock import Clock
from helpcenter import wsgi

application = Clock(wsgi.clock.application, every=0.2)
