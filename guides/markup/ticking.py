"""Names for the steps that readers tick, so that a page can remember which are done."""

from collections import Counter
from collections.abc import Iterator
from zlib import crc32

from markdown_it.token import Token

from guides.markup.parser import BREAKS
from guides.markup.sanitiser import TODO


def name_steps(tokens: list[Token]) -> None:
    """Name the steps that can be ticked by their words, so that new words are another step."""
    seen: Counter[str] = Counter()
    for index, token in enumerate(tokens):
        if token.attrs.get("class") != TODO:
            continue
        for item, inside in _items(tokens, index):
            children = [child for one in inside for child in one.children or (one,)]
            words = "".join(" " if c.type in BREAKS else c.content for c in children)
            name = format(crc32(" ".join(words.split()).encode()), "x")
            seen[name] += 1
            item.attrs["data-step"] = name if seen[name] == 1 else f"{name}.{seen[name]}"


def _items(tokens: list[Token], index: int) -> Iterator[tuple[Token, list[Token]]]:
    """The items of the list that opens at an index, each with what is in it."""
    start, level = index, tokens[index].level + 1
    for place in range(index + 1, len(tokens)):
        token = tokens[place]
        if token.level < level:
            return
        if token.level == level and token.nesting == 1:
            start = place
        elif token.level == level:
            yield tokens[start], tokens[start + 1 : place]
