"""A whole wizard on one page: its questions as nested nodes, each drawn once."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from guides import flow
from guides.markup import Target
from guides.pages import Question, WizardPage, read_outcome

# Levels of nesting that one list shows; what lies deeper begins a list of its own. Keeps the
# page readable, and its drawing shallow, whatever the wizard.
DEEPEST = 30


@dataclass(frozen=True)
class Branch:
    """A choice: it leads to a question drawn ``below`` or ``elsewhere``, or to an ``outcome``."""

    label: str
    href: str
    to: str
    below: "Node | None" = None
    elsewhere: Question | None = None
    outcome: Target | None = None
    title: str = ""


@dataclass(frozen=True)
class Node:
    """A question with its branches; ``href`` asks it."""

    question: Question
    href: str
    branches: tuple[Branch, ...]


def draw(wizard: WizardPage, titles: Mapping[str, str]) -> list[Node]:
    """The nodes of a wizard, the first question first. ``titles`` of outcomes are by ``to``.

    Takes time in the number of choices: a question that several choices lead to is drawn where
    it comes first, and named elsewhere.
    """
    return named(
        [node for page in draw_pages(wizard, len(wizard.questions)) for node in page], titles
    )


def draw_pages(wizard: WizardPage, most: int) -> list[list[Node]]:
    """As ``draw``, on pages of so many questions at most; titles are to be ``named``."""
    return _Drawing(wizard, most).run([wizard.start])


def draw_all(wizard: WizardPage, most: int) -> tuple[list[list[Node]], set[str]]:
    """As ``draw_pages``, however broken a wizard is: behind what is reached stands what is not.

    Answers too the questions that are not. Choices that lead to no question have nothing below.
    """
    drawing = _Drawing(wizard, most)
    known = [question.id for question in wizard.questions]
    pages = drawing.run([id for id in (wizard.start, *known) if id in drawing.questions])
    reached = wizard.graph.reachable(wizard.start)
    return pages, set(known) - reached


def outcomes(nodes: Iterable[Node]) -> set[str]:
    """Where the choices of some nodes, and of those below them, end."""
    found: set[str] = set()
    waiting = list(nodes)
    while waiting:
        for branch in waiting.pop().branches:
            if branch.below:
                waiting.append(branch.below)
            elif branch.outcome:
                found.add(branch.to)
    return found


def named(nodes: Iterable[Node], titles: Mapping[str, str]) -> list[Node]:
    """The nodes with the titles of their outcomes, which are by ``to``."""
    return [
        replace(node, branches=tuple(_named(branch, titles) for branch in node.branches))
        for node in nodes
    ]


def _named(branch: Branch, titles: Mapping[str, str]) -> Branch:
    if branch.below:
        [below] = named([branch.below], titles)
        return replace(branch, below=below)
    return replace(branch, title=titles.get(branch.to, str(branch.outcome or "")))


class _Drawing:
    def __init__(self, wizard: WizardPage, most: int) -> None:
        self.wizard = wizard
        self.most = most
        # Questions that the page at hand has room for.
        self.room = most
        self.questions = {question.id: question for question in wizard.questions}
        self.drawn: set[str] = set()
        # Questions with the addresses that ask them.
        self.waiting: deque[tuple[str, str]] = deque()

    def run(self, roots: Sequence[str]) -> list[list[Node]]:
        """Draw what the roots lead to; one that another one leads to is drawn there."""
        pages = []
        self.roots = iter(roots)
        self._plant()
        while self.waiting:
            self.room = self.most
            pages.append(list(self._page()))
        return pages

    def _plant(self) -> None:
        """Let the next root wait that is not drawn yet, once nothing else waits."""
        for root in self.roots if not self.waiting else ():
            if root not in self.drawn:
                self.drawn.add(root)
                self.waiting.append((root, self.wizard.address))
                break

    def _page(self) -> Iterator[Node]:
        while self.waiting and self.room > 0:
            self.room -= 1
            id, href = self.waiting.popleft()
            yield self._node(id, href, 1)
            self._plant()

    def _node(self, id: str, href: str, depth: int) -> Node:
        question = self.questions[id]
        branches = tuple(
            self._branch(choice.label, choice.to, f"{href}{id}={choice.id}/", depth)
            for choice in question.choices
        )
        return Node(question, href, branches)

    def _branch(self, label: str, to: str, href: str, depth: int) -> Branch:
        if not to.startswith(flow.ONWARD):
            return Branch(label, href, to, outcome=read_outcome(to))
        id = to.removeprefix(flow.ONWARD)
        if id not in self.questions:
            return Branch(label, href, to)
        if id in self.drawn or depth == DEEPEST or self.room < 1:
            if id not in self.drawn:
                self.drawn.add(id)
                self.waiting.append((id, href))
            return Branch(label, href, to, elsewhere=self.questions[id])
        self.drawn.add(id)
        self.room -= 1
        return Branch(label, href, to, below=self._node(id, href, depth + 1))
