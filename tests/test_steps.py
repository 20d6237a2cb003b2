"""A step: the address replayed into what a reader sees."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guides import flow, steps
from guides.flow import Graph
from guides.markup import Target
from guides.pages import Retired
from tests.pack.strategies import answers_for, sound_graphs, wizard_page
from tests.test_flow import lattice

TREE = Graph(
    "order",
    {
        "order": {"new": "question:button", "sent": "question:arrived", "old": "situation:late"},
        "button": {"yes": "question:paid", "no": "situation:none"},
        "arrived": {"yes": "question:paid", "no": "section:guide#wait"},
        "paid": {"card": "situation:card", "other": "situation:other"},
    },
)
WIZARD = wizard_page(TREE)
walks = sound_graphs().flatmap(
    lambda graph: st.tuples(st.just(wizard_page(graph)), answers_for(graph))
)


def at(address: str, wizard=WIZARD) -> steps.Step:
    """The step at an address, as the site reads it."""
    parts = urlsplit(address)
    path = parts.path.removeprefix(wizard.address)
    keep = parse_qs(parts.query).get("keep", [""])[0]
    return steps.take(wizard, steps.read_answers(path), keep)


def test_the_first_step_asks_the_first_question():
    step = at("/wizards/w/")
    assert step.question.id == "order"
    assert (step.number, step.back, step.answers, step.notice) == (1, "", (), "")
    assert [(option.label, option.href) for option in step.options] == [
        ("new!", "/wizards/w/order=new/"),
        ("sent!", "/wizards/w/order=sent/"),
        ("old!", "/wizards/w/order=old/"),
    ]


def test_the_last_step_shows_where_the_answers_lead():
    step = at("/wizards/w/order=new/button=yes/paid=card/")
    assert (step.outcome, step.question, step.options) == (Target("situation", "card"), None, ())
    assert [(a.question, a.choice) for a in step.answers] == [
        ("order?", "new!"),
        ("button?", "yes!"),
        ("paid?", "card!"),
    ]
    assert step.back == "/wizards/w/order=new/button=yes/"
    assert at("/wizards/w/order=sent/arrived=no/").outcome == Target("guide", "guide", "wait")


def test_a_step_says_which_question_it_is_and_how_many_can_follow():
    counted = {
        "/wizards/w/": (1, 2),
        "/wizards/w/order=new/": (2, 1),
        "/wizards/w/order=new/button=yes/": (3, 0),
    }
    for address, expected in counted.items():
        step = at(address)
        assert (step.number, step.more) == expected


@given(walk=walks)
@settings(max_examples=25)
def test_the_address_of_a_step_leads_back_to_it(walk):
    wizard, answers = walk
    step = steps.take(wizard, answers)
    again = at(step.address, wizard)
    assert (again.question, again.outcome, again.options) == (
        step.question,
        step.outcome,
        step.options,
    )
    assert again.notice == ""
    if step.back:
        assert at(step.back, wizard).taken == step.taken[:-1]


@given(walk=walks)
@settings(max_examples=25)
def test_every_option_leads_one_step_on(walk):
    wizard, answers = walk
    step = steps.take(wizard, answers)
    choices = step.question.choices if step.question else ()
    for option, choice in zip(step.options, choices, strict=True):
        following = at(option.href, wizard)
        assert following.notice == ""
        assert following.taken == (*step.taken, (step.question.id, choice.id))
        assert bool(following.outcome) is not choice.to.startswith("question:")
        assert following.number + following.more <= step.number + max(step.more, 1)


@given(walk=walks)
@settings(max_examples=25)
def test_a_wrong_outcome_is_never_shown(walk):
    wizard, answers = walk
    step = steps.take(wizard, answers)
    if step.outcome:
        assert step.taken == tuple(answers)
        last = wizard.question(answers[-1][0]).choice(answers[-1][1])
        assert steps.read_outcome(last.to) == step.outcome
    else:
        assert bool(step.notice) is (step.taken != tuple(answers))


@given(graph=sound_graphs(), data=st.data())
@settings(max_examples=25)
def test_a_changed_answer_keeps_later_ones_that_still_fit(graph, data):
    wizard = wizard_page(graph)
    answers, _ = data.draw(st.sampled_from(list(flow.paths(graph))))
    step = steps.take(wizard, answers)
    for index, answered in enumerate(step.answers):
        changing = at(answered.change, wizard)
        assert changing.taken == answers[:index]
        assert changing.notice == ""
        asked = changing.question
        assert asked.text == answered.question
        for option, choice in zip(changing.options, asked.choices, strict=True):
            after = at(option.href, wizard)
            before = (*answers[:index], (asked.id, choice.id))
            assert after.taken[: index + 1] == before
            assert after.taken == flow.carry_on(graph, before, answers[index + 1 :])
            if choice.id == answers[index][1]:
                # The same answer again: nothing that was said is lost.
                assert after.taken == answers


def test_a_later_answer_is_kept_over_a_step_that_is_in_between():
    step = at("/wizards/w/order=old/")
    [order] = step.answers
    assert order.change == "/wizards/w/"
    changing = at("/wizards/w/?keep=button=yes/paid=card")
    assert [option.href for option in changing.options] == [
        "/wizards/w/order=new/button=yes/paid=card/",
        "/wizards/w/order=sent/?keep=paid=card",
        "/wizards/w/order=old/",
    ]
    options = at("/wizards/w/order=sent/?keep=paid=card").options
    assert options[0].href == "/wizards/w/order=sent/arrived=yes/paid=card/"


@pytest.mark.parametrize(
    "keep",
    [
        "junk",
        "=",
        "////",
        "order",
        "button=none",
        "zz=1/paid=nothing",
        "paid=&next=https://example.com",
        "paid=card&keep=x",
        'paid="><script>',
        "paid=card?x",
        "paid=card#x",
        "\x00=\x00",
        "paid=a=b",
    ],
)
def test_what_is_no_answer_is_not_kept(keep):
    step = steps.take(WIZARD, (), keep)
    assert step.notice == ""
    for option in step.options:
        assert option.href == option.href.partition("?")[0]
        assert at(option.href).notice == ""


@given(text=st.text(max_size=30) | st.text("order=new/sbutyp?&#%", max_size=30), keep=st.text())
@settings(max_examples=25)
def test_any_address_is_a_step(text, keep):
    step = steps.take(WIZARD, steps.read_answers(text), keep)
    assert step.outcome or step.question
    assert at(step.address).notice == ""


@pytest.mark.parametrize(
    ("address", "at_question"),
    [
        ("/wizards/w/order=none/", "order"),
        ("/wizards/w/button=yes/", "order"),
        ("/wizards/w/order=new/order=new/", "button"),
        ("/wizards/w/order=new/paid=card/", "button"),
        ("/wizards/w/order=old/paid=card/", "order"),
        ("/wizards/w/junk/", "order"),
        ("/wizards/w/order=/", "order"),
        ("/wizards/w/=new/", "order"),
        ("/wizards/w/order=new//button=yes/", "button"),
    ],
)
def test_an_answer_that_never_fitted_is_unknown(address, at_question):
    step = at(address)
    assert (step.notice, step.question.id, step.outcome) == ("unknown", at_question, None)


def test_an_answer_that_fitted_once_is_stale():
    retired = (
        Retired("order", "lost", "question:search"),
        Retired("search", "yes", "situation:found"),
        Retired("order", "sent", "situation:sent"),
        Retired("", "", "question:begin"),
        Retired("begin", "go", "question:order"),
    )
    wizard = wizard_page(TREE, retired=retired)

    def notice(address: str) -> tuple[str, str]:
        step = at(address, wizard)
        return step.notice, step.question.id if step.question else ""

    assert notice("/wizards/w/order=lost/") == ("stale", "order")
    assert notice("/wizards/w/order=lost/search=yes/") == ("stale", "order")
    assert notice("/wizards/w/order=lost/search=no/") == ("unknown", "order")
    assert notice("/wizards/w/order=lost/paid=card/") == ("unknown", "order")
    assert notice("/wizards/w/search=yes/") == ("unknown", "order")
    assert notice("/wizards/w/begin=go/order=new/") == ("stale", "order")
    assert notice("/wizards/w/order=sent/arrived=no/") == ("", "")
    assert notice("/wizards/w/order=sent/") == ("", "arrived")
    assert notice("/wizards/w/order=new/button=yes/paid=none/") == ("unknown", "paid")


def test_ways_are_the_rows_of_answers_that_lead_to_a_page():
    ways = steps.ways(WIZARD, {"situation:card", "section:guide#wait"})
    assert [[answered.choice for answered in row] for row in ways.rows] == [
        ["new!", "yes!", "card!"],
        ["sent!", "yes!", "card!"],
        ["sent!", "no!"],
    ]
    assert not ways.more


@pytest.mark.parametrize("extra", [0, 1])
def test_ways_say_when_there_are_more_than_are_told(extra):
    choices = {f"c{n}": "situation:s" for n in range(steps.MOST_WAYS + extra)}
    ways = steps.ways(wizard_page(Graph("a", {"a": choices})), {"situation:s"})
    assert len(ways.rows) == steps.MOST_WAYS
    assert ways.more is bool(extra)


def test_a_few_ways_are_told_however_many_and_long_they_are():
    ways = steps.ways(wizard_page(lattice()), {"situation:s"})
    told = [len(row) for row in ways.rows]
    assert ways.more
    assert 1 <= len(told) <= steps.MOST_WAYS
    # The last one may reach beyond.
    assert sum(told[:-1]) < steps.MOST_ANSWERS <= sum(told)


@given(graph=sound_graphs(), data=st.data())
@settings(max_examples=25)
def test_every_way_to_a_page_is_told_once_with_a_change_for_each_answer(graph, data):
    wizard = wizard_page(graph)
    _, outcome = data.draw(st.sampled_from(list(flow.paths(graph))))
    there = [taken for taken, to in flow.paths(graph) if to == outcome]
    ways = steps.ways(wizard, {outcome})
    assert ways.more is (len(there) > steps.MOST_WAYS)
    rows = [[at(answered.change, wizard).taken for answered in row] for row in ways.rows]
    assert [len(row) for row in rows] == [len(taken) for taken in there[: steps.MOST_WAYS]]
    for row, taken in zip(rows, there, strict=False):
        # Each Change asks again what was answered, after the answers before it.
        assert row == [taken[:index] for index in range(len(taken))]
