"""Writes the export: asks for each address, lets it lead to files, and puts it into the folder."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import connection
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from guides import htmx, pictures, snapshot
from guides.export import addresses, data, headers, links
from guides.export.asking import Answer, Site
from guides.export.folder import Folder, Refused, opened
from guides.export.places import NOT_FOUND, address_of, file_of, lead
from guides.markup.pictures import FOLDER as PICTURES
from guides.origin import absolute

# Told after each address: how many are done, and of how many.
Report = Callable[[int, int], None]

# Times that an export begins again because something was published meanwhile. The last one
# holds what is published back where the database cannot keep a moment beside it.
_TIMES = 4
# Addresses that are asked for in one snapshot: who publishes waits no longer than for these.
_AT_ONCE = 25
# Documents that people open by their folder, beside the file that programs read.
_BESIDE = ("/feed/", "/api/")


@dataclass(frozen=True)
class Written:
    """What an export did: all files of it, and those that it wrote or deleted."""

    files: int
    written: tuple[str, ...]
    deleted: tuple[str, ...]


class _Changed(Exception):
    """What readers see became another while the export was written."""


def write(root: Path, *, report: Report = lambda _done, _total: None) -> Written:
    """Export the site into a folder, of one moment; raises Refused and OSError.

    Takes about as long as rendering every page once. Writes only files that differ.
    """
    _refuse_uncollected()
    with opened(root) as folder:
        for left in reversed(range(_TIMES)):
            folder.sums.clear()
            held = not left or connection.vendor == "postgresql"
            try:
                with snapshot.taken() if held else nullcontext():
                    _Export(folder, report).run()
                break
            except _Changed:
                continue
        else:
            raise Refused("what is published changes all the time: try again later")
        folder.finish()
    written = tuple(dict.fromkeys(folder.written))
    return Written(len(folder.sums), written, tuple(folder.deleted))


def _refuse_uncollected() -> None:
    """Raise Refused where pages cannot name their static files."""
    try:
        staticfiles_storage.url("css/site.css")
    except ValueError:
        raise Refused("the static files are not collected: run collectstatic") from None


class _Export:
    def __init__(self, folder: Folder, report: Report) -> None:
        self.folder = folder
        self.report = report
        self.site = Site()
        self.moment: snapshot.Moment | None = None
        self.known: dict[str, str | None] = {}

    def run(self) -> None:
        with snapshot.taken() as self.moment:
            plan = addresses.plan()
        self.moving = {file_of(address): address for address in plan.moving}
        self.waiting = deque([*plan.fixed, *sorted(plan.moving)])
        self.files = {file_of(address) for address in self.waiting}
        self.folder.refuse_strangers(sorted(self.files))
        done = 0
        while self.waiting:
            with snapshot.taken() as moment:
                if moment != self.moment:
                    raise _Changed
                for address in self._take(_AT_ONCE):
                    self._write(address)
                    done += 1
                    self.report(done, done + len(self.waiting))
        if timezone.now() >= self.moment.until:
            raise _Changed

    def _take(self, most: int) -> Iterator[str]:
        """The next addresses; those that are found meanwhile wait behind the others."""
        for _ in range(min(most, len(self.waiting))):
            yield self.waiting.popleft()

    def _write(self, address: str) -> None:
        if address in data.SERVER_ONLY:
            self.folder.write(file_of(address), data.missing(address))
        else:
            self._write_answer(address, file_of(address))
        if address in _BESIDE:
            self._write_beside(address, file_of(address))

    def _write_answer(self, address: str, file: str) -> None:
        answer = self._ask(address)
        if answer.location and not file.endswith(".html"):
            # Programs follow no page: they get what they would be led to.
            answer = self._ask(answer.location)
        if answer.location:
            body = self._page(address, file, answer, _moved(answer.location))
        elif answer.is_html:
            body = self._page(address, file, answer, answer.body.decode())
        elif file.endswith(".json"):
            body = data.rewrite(address, answer.body, self._find)
        else:
            body = answer.body
        self.folder.write(file, body)
        if address == reverse("sitemap"):
            self._add_parts(body)

    def _write_beside(self, address: str, file: str) -> None:
        """A page that leads to a document, for whoever opens its folder."""
        beside = file.rpartition("/")[0] + "/index.html"
        page = self._page(address, beside, self._ask(address), _moved(address))
        self.folder.write(beside, page)

    def _add_parts(self, sitemap: bytes) -> None:
        """The parts of a sitemap that is too long for one file."""
        for part in count(1):
            address = reverse("sitemap_part", kwargs={"part": part})
            if f"<loc>{absolute(address)}</loc>".encode() not in sitemap:
                return
            self._add(address)

    def _add(self, address: str) -> None:
        """Let an address become a file that was not known of before."""
        self.files.add(file_of(address))
        self.waiting.append(address)

    def _ask(self, address: str) -> Answer:
        answer = self.site.ask(address)
        fits = {200, 301, 302, 410}
        if address == f"/{NOT_FOUND}" or address.startswith("/wizards/"):
            fits.add(404)  # answers may lead to what was withdrawn: the page says so
        if answer.status not in fits:
            raise Refused(f"{address} cannot be written: the site answers {answer.status}")
        return answer

    def _page(self, address: str, file: str, answer: Answer, html: str) -> bytes:
        follow = partial(self._follow, address, file)
        try:
            return links.rewrite(html, follow, head=headers.write(answer, file)).encode()
        except ValueError as error:
            raise Refused(f"{address} cannot be written: {error}") from None

    def _follow(self, address: str, file: str, link: str) -> str:
        """The link of a page as it stands in its file."""
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            if link.startswith(absolute(settings.STATIC_URL)):
                self._find(parts.path)
            return link
        if not parts.path and not parts.query:
            return link
        whole = urljoin(address, link)
        there, _, fragment = whole.partition("#")
        found = self._find(there)
        # A page that is shown at any address can only name the whole one of where it leads.
        if found is None or file == NOT_FOUND:
            return absolute(whole)
        return lead(file, found, fragment)

    def _find(self, link: str) -> str | None:
        """The file that a path leads to, if there is one; what it needs is written first."""
        if link not in self.known:
            self.known[link] = self._look_up(link)
        return self.known[link]

    def _look_up(self, link: str) -> str | None:
        address = address_of(link)
        if address is None:
            return None
        if address.startswith((settings.STATIC_URL, PICTURES)):
            return self._take_along(address)
        file = file_of(address)
        if file not in self.files:
            base = address.partition("?")[0]
            if base == address or file_of(base) not in self.files:
                return None
            self._add(address)  # a further page of a list
        if file in self.moving and (location := self._ask(address).location):
            return self._find(location) or file
        return file

    def _take_along(self, address: str) -> str:
        """Write a file that pages use."""
        file = file_of(address)
        if file not in self.folder.sums:
            read = _read_picture if address.startswith(PICTURES) else _read_static
            body = read(address)
            if file.endswith(".css"):
                follow = partial(self._follow, address, file)
                body = links.rewrite_css(body.decode(), follow).encode()
            self.folder.write(file, body)
        return file


def _read_static(address: str) -> bytes:
    """A static file: from its source, or as it was collected under a name of its own."""
    name = unquote(address).removeprefix(settings.STATIC_URL)
    if source := finders.find(name):
        return Path(source).read_bytes()
    try:
        with staticfiles_storage.open(name) as file:
            return bytes(file.read())
    except FileNotFoundError:
        raise Refused(f"{address} is missing: run collectstatic") from None


def _read_picture(address: str) -> bytes:
    path = pictures.find_file(address.removeprefix(PICTURES))
    if path is None:
        raise Refused(f"the file of the picture {address} is missing: bring MEDIA_ROOT back")
    return path.read_bytes()


def _moved(location: str) -> str:
    """The page that leads on to where another one is now."""
    context = {"to": location, "canonical": absolute(location), **htmx.site(HttpRequest())}
    return render_to_string("export/moved.html", context)
