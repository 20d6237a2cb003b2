"""Publishes again and again, as it is told: ``python -m bench.publisher``.

Each line that it reads is a number. It writes that number into the title of a situation and the
heading of a section of a guide that the situation shows, publishes both as one, and answers with
the time (that of ``time.monotonic``, seconds) at which this was committed.
"""

import sys
import time

# A number on a page: every one on it must be the same.
MARK = "stamp{:06}stamp"
GUIDE, SITUATION = "shipped-orders", "already-shipped"


def publish(number: int) -> None:
    """Write the number into both items and publish them in one transaction."""
    from django.db import transaction

    from guides import publishing
    from guides.models import Guide, Situation

    mark = MARK.format(number)
    guide, situation = Guide.objects.get(slug=GUIDE), Situation.objects.get(slug=SITUATION)
    with transaction.atomic():
        shown = situation.sections.filter(guide=guide).first()
        assert shown
        shown.heading = f"Shipped {mark}"
        shown.save()
        for item in (guide, situation):
            item.title, item.summary = f"Shipped {mark}", f"What it says at {mark}."
            item.save()
        publishing.publish(items=[guide, situation], by="bench")


def main() -> None:
    import django

    django.setup()
    for line in sys.stdin:
        publish(int(line))
        sys.stdout.write(f"{time.monotonic()}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
