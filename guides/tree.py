"""A whole wizard on one page: its questions as nested nodes, each drawn once."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from guides import flow, steps
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
    return _Drawing(wizard, titles).run()


class _Drawing:
    def __init__(self, wizard: WizardPage, titles: Mapping[str, str]) -> None:
        self.wizard = wizard
        self.titles = titles
        self.questions = {question.id: question for question in wizard.questions}
        self.drawn: set[str] = set()
        self.waiting: deque[tuple[str, tuple[flow.Answer, ...]]] = deque()

    def run(self) -> list[Node]:
        nodes = []
        self.waiting.append((self.wizard.start, ()))
        self.drawn.add(self.wizard.start)
        while self.waiting:
            id, taken = self.waiting.popleft()
            nodes.append(self._node(id, taken, 1))
        return nodes

    def _node(self, id: str, taken: tuple[flow.Answer, ...], depth: int) -> Node:
        question = self.questions[id]
        branches = tuple(
            self._branch(choice.label, choice.to, (*taken, (id, choice.id)), depth)
            for choice in question.choices
        )
        return Node(question, steps.href(self.wizard, taken), branches)

    def _branch(self, label: str, to: str, taken: tuple[flow.Answer, ...], depth: int) -> Branch:
        href = steps.href(self.wizard, taken)
        if not to.startswith(flow.ONWARD):
            outcome = read_outcome(to)
            return Branch(label, href, outcome=outcome, title=self.titles.get(to, str(outcome)))
        id = to.removeprefix(flow.ONWARD)
        if id in self.drawn or depth == DEEPEST:
            if id not in self.drawn:
                self.drawn.add(id)
                self.waiting.append((id, taken))
            return Branch(label, href, elsewhere=self.questions[id])
        self.drawn.add(id)
        return Branch(label, href, below=self._node(id, taken, depth + 1))
