"""What a search answers with."""

from dataclasses import dataclass

# A text cut where marked words begin and end: (text, whether it is marked).
Pieces = tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Hit:
    """Something found, with its path on the site.

    ``title_pieces`` and ``snippet`` are its title and what stands around the words that were
    looked for. ``exact``: its code, its title or what its screen says is just what was typed.
    """

    kind: str
    address: str
    title: str
    context: str = ""
    verdict: str = ""
    code: str = ""
    title_pieces: Pieces = ()
    snippet: Pieces = ()
    exact: bool = False


@dataclass(frozen=True)
class Label:
    """What a screen says. ``situations`` are how many say it, ``address`` that of the only one."""

    text: str
    key: str
    situations: int
    address: str


@dataclass(frozen=True)
class Found:
    """The answer to a search.

    ``query`` is what was read of it (``cut`` where that is not all), ``corrected`` how it was
    read where words were misspelt. With no hit, ``closest`` are the pages called most alike and
    ``labels`` what screens say.
    """

    query: str
    cut: bool = False
    corrected: str = ""
    hits: tuple[Hit, ...] = ()
    more: bool = False
    closest: tuple[Hit, ...] = ()
    labels: tuple[Label, ...] = ()

    @property
    def only(self) -> Hit | None:
        """The one page that was asked for by its code, its title or what the screen says.

        What was misspelt may have meant something else: nobody is taken there unasked.
        """
        exact = [hit for hit in self.hits if hit.exact]
        return exact[0] if len(exact) == 1 and not self.corrected else None
