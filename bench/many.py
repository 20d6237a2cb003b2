"""Builds a big site and prints what everything on it costs, each beside what it may cost.

``python -m bench.many``: makes the pack of ``bench.pack``, loads it into a database of its own,
or of DATABASE_URL, with the commands that deployments use, then asks for pages, lists of the
admin and forms in this process. Nothing fails by being slow: times are for reading.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bench.pack import Size, guide, situation, write

ROOT = Path(__file__).resolve().parents[1]
# Each address is asked so many times; the median counts.
ROUNDS = 5


@dataclass(frozen=True)
class Measured:
    """What something took (seconds), with what else is told of it and its bound (seconds)."""

    name: str
    took: float
    budget: float | None = None
    told: str = ""

    def __str__(self) -> str:
        budget = "" if self.budget is None else _spelled(self.budget)
        over = " OVER" if self.budget is not None and self.took > self.budget else ""
        return f"{self.name:<58} {_spelled(self.took):>9} {budget:>8}{over}  {self.told}".rstrip()


def _spelled(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 2 else f"{1000 * seconds:.1f} ms"


def manage(*arguments: str) -> tuple[float, str]:
    """Run a command of the site: seconds, and its peak memory in words."""
    begun = time.perf_counter()
    # A process of its own: what is asked for is the largest of the children of this one.
    code = (
        "import resource, subprocess, sys; "
        "code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode; "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(code)"
    )
    command = (sys.executable, "-c", code, sys.executable, "manage.py", *arguments)
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if done.returncode and arguments[0] != "audit_content":
        sys.exit(f"manage.py {' '.join(arguments)} failed")
    return time.perf_counter() - begun, f"peak {int(done.stdout) // 1024} MB"


def commands(folder: Path) -> Iterator[Measured]:
    yield Measured("migrate", *_timed("migrate", "-v0"))
    manage("collectstatic", "--noinput", "-v0")
    load = ("load_pack", str(folder), "--publish", "-v0")
    took, told = manage(*load)
    yield Measured("load_pack --publish", took, 180, f"{told} (bound 500 MB)")
    took, told = manage(*load)
    yield Measured("load_pack --publish again, nothing changed", took, 180, told)
    with tempfile.TemporaryDirectory(prefix="helpcenter-") as other:
        yield Measured("dump_pack", *_timed("dump_pack", other))
    yield Measured("audit_content", *_timed("audit_content"))
    yield Measured("migrate again", *_timed("migrate", "-v0"))


def _timed(*arguments: str) -> tuple[float, None, str]:
    took, told = manage(*arguments)
    return took, None, told


def asked(name: str, budget: float | None, ask: Callable[[], Any]) -> Measured:
    """Ask for something again and again: the median of the times, with queries and size.

    Also the processor time at best, which says more where others use the machine.
    """
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        answer = ask()
    count, times, busy = len(queries), [], []
    for _ in range(ROUNDS):
        begun, before = time.perf_counter(), time.process_time()
        ask()
        times.append(time.perf_counter() - begun)
        busy.append(time.process_time() - before)
        if sum(times) > 10:
            break
    told = f"cpu {_spelled(min(busy))}, {count} queries"
    if hasattr(answer, "content"):
        told = f"{answer.status_code}, {told}, {len(answer.content) / 1000:,.0f} kB"
    return Measured(name, statistics.median(times), budget, told)


def public(size: Size) -> Iterator[Measured]:
    from django.test import Client

    from guides import steps
    from guides.flow import paths
    from guides.models import Edition

    client = Client()
    large = Edition.objects.find("wizard", "large").page
    deep = steps.href(large, next(iter(paths(large.graph)))[0])
    middle = f"guides/{guide(size.guides // 2)}"
    for name, budget in {
        "": 0.05,
        "guides/": 0.05,
        "guides/?page=100": 0.05,
        "situations/": 0.05,
        "situations/?page=100": 0.05,
        "wizards/": 0.05,
        f"{middle}/": 0.05,
        f"{middle}.md": 0.05,
        f"situations/{situation(size.situations // 2)}/": 0.05,
        f"situations/{situation(0)}/": 0.05,
        f"situations/{situation(1999)}/": 0.05,
        f"s/B-{size.situations // 2:05}/": 0.05,
        "nowhere/": 0.05,
        "screen/": 0.05,
        "screen/shipped/": 0.05,
        "agents/": 0.05,
        "search/": 0.05,
        "refund-dates/": 0.05,
        "wizards/large/": 0.05,
        deep.strip("/").rpartition("/")[0] + "/": 0.1,
        f"{deep[1:]}": 0.1,
        "wizards/large/map/": 1,
        "sitemap.xml": 0.3,
        "sitemap-1.xml": 0.3,
        "feed/": 0.05,
        "llms.txt": 0.05,
        "api/": 0.05,
        "api/guides/": 0.05,
        "api/situations/?page=50": 0.05,
        f"api/{middle}/": 0.05,
        "api/wizards/large/": 1,
        "api/openapi.json": 0.1,
    }.items():
        shown = name if len(name) < 50 else f"{name[:24]}…{name[-24:]}"
        yield asked(f"/{shown}", budget, partial(client.get, f"/{name}"))


def admin_pages(client: Any) -> Iterator[Measured]:
    from django.contrib import admin
    from django.urls import reverse

    from guides.admin.dashboard import PANELS
    from guides.models import Choice, Guide, RelatedSituation, Situation, SituationSection, Wizard

    yield asked("admin: first page", 0.3, lambda: client.get("/admin/"))
    for panel in PANELS:
        name = f"admin: panel {panel.name}"
        yield asked(name, 0.3, partial(client.get, panel.address, HTTP_HX_REQUEST="true"))
    for model, desk in admin.site._registry.items():
        if model._meta.app_label != "guides":
            continue
        url = reverse(f"admin:guides_{model._meta.model_name}_changelist")
        pages = ["", "?p=2"]
        if desk.search_fields:
            pages += ["?q=guide-00500", "?q=tracking+order", "?q=zzzz"]
        if model in {Guide, Situation, Wizard}:
            pages += ["?state=draft", "?state=live+with+changes", "?review=overdue", "?o=3"]
        for page in pages:
            name = f"admin: {model._meta.model_name} list {page}"
            yield asked(name, 0.3, partial(client.get, url + page))
    for model, field in (
        (SituationSection, "section"),
        (RelatedSituation, "related"),
        (Choice, "to_situation"),
        (Choice, "to_section"),
    ):
        for term in ("", "de", "tracking", "guide-00500", "part-3", "tracking order", "zzzz"):
            query = {
                "term": term,
                "app_label": "guides",
                "model_name": model._meta.model_name,
                "field_name": field,
            }
            name = f"admin: autocomplete {model._meta.model_name}.{field} “{term}”"
            url = reverse("admin:autocomplete")
            yield asked(name, 0.3, partial(client.get, url, query))


def forms(client: Any, size: Size) -> Iterator[Measured]:
    """Forms, what stands beside them, and publishing one item, which is undone each time."""
    from django.urls import reverse

    from guides.models import Guide, Question, Situation, Wizard

    items = (
        Guide.objects.get(slug=guide(size.guides // 2)),
        Situation.objects.get(slug=situation(size.situations // 2)),
        Wizard.objects.get(slug="wizard-001"),
        Wizard.objects.get(slug="large"),
    )
    for item in items:
        name = f"{item.KIND} {item.slug}"
        large = 1 if item.slug == "large" else 0.3
        for page in ("change", "publish", "diff", "history", "preview", "withdraw"):
            url = reverse(f"admin:guides_{item.KIND}_{page}", args=[item.pk])
            yield asked(f"admin: {name}, {page}", large, partial(client.get, url))
        if isinstance(item, Wizard):
            url = reverse("admin:guides_wizard_tree", args=[item.pk])
            yield asked(f"admin: {name}, tree", large, partial(client.get, url))
        yield asked(f"publish {name}", large, partial(_published, item))
        yield asked(f"publish {name} by its page", large, partial(_by_page, client, item))
        yield asked(f"save the form of {name}", large, partial(_saved, client, item))
    question = Question.objects.filter(wizard=items[3], key="q100").get()
    url = reverse("admin:guides_question_change", args=[question.pk])
    yield asked("admin: question q100 of large, change", 0.3, lambda: client.get(url))


def _undone(do: Callable[[], Any]) -> Any:
    from django.db import transaction

    with transaction.atomic():
        found = do()
        transaction.set_rollback(True)
    return found


def _published(item: Any) -> Any:
    from guides import publishing

    def do() -> Any:
        type(item).objects.filter(pk=item.pk).update(summary="Other words.")
        assert publishing.publish(items=[item], by="bench")

    return _undone(do)


def _by_page(client: Any, item: Any) -> Any:
    from django.urls import reverse

    url = reverse(f"admin:guides_{item.KIND}_publish", args=[item.pk])

    def do() -> Any:
        type(item).objects.filter(pk=item.pk).update(summary="Other words.")
        answer = client.post(url, {"version": item.version})
        assert answer.status_code == 302, answer.status_code
        return answer

    return _undone(do)


def _saved(client: Any, item: Any) -> Any:
    from django.urls import reverse

    from tests.admin.desk import opened

    url = reverse(f"admin:guides_{item.KIND}_change", args=[item.pk])
    sent = {**opened(item), "summary": "Other words."}

    def do() -> Any:
        answer = client.post(url, sent)
        assert answer.status_code == 302, answer.status_code
        return answer

    return _undone(do)


def pages(size: Size) -> Iterator[Measured]:
    """What is asked for in this process, on the state that the commands have made."""
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.test import Client

    settings.ALLOWED_HOSTS.append("testserver")
    yield from public(size)
    user, _ = User.objects.get_or_create(username="bench", is_superuser=True, is_staff=True)
    client = Client()
    client.force_login(user)
    yield from admin_pages(client)
    yield from forms(client, size)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in vars(Size()).items():
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--state", type=Path, help="keep the big site here, and use it again")
    parser.add_argument("--only", default="", help="ask only for what holds this text")
    given = vars(parser.parse_args())
    state, only = given.pop("state"), given.pop("only")
    size = Size(**given)
    with tempfile.TemporaryDirectory(prefix="helpcenter-") as made:
        folder = state or Path(made)
        fresh = not (folder / ".built").exists()
        os.environ |= {"STATE_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "helpcenter.settings"}
        print(f"{'what':<58} {'took':>9} {'budget':>8}")
        if fresh:
            pack = Path(made) / "pack"
            begun = time.perf_counter()
            write(pack, size)
            print(Measured("(making the pack)", time.perf_counter() - begun), flush=True)
            for found in commands(pack):
                print(found, flush=True)
            (folder / ".built").touch()
        for found in pages(size):
            if only in found.name:
                print(found, flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"Memory of this process at most: {peak} MB")


if __name__ == "__main__":
    main()
