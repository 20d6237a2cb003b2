"""The language of the site as previews of links want it: with a territory. No Django."""

from babel.core import get_global, parse_locale


def name_locale(tag: str) -> str:
    """A language tag as a locale of Open Graph: ``en_US`` for ``en``, ``pt_BR`` for ``pt-BR``.

    Where the tag names no territory it is the one in which most speak it so; empty where none is
    known, as half a locale is none.
    """
    try:
        language, territory, script, *_ = parse_locale(tag, sep="-")
    except ValueError:
        return ""
    if not territory:
        likely = get_global("likely_subtags")
        whole = likely.get(f"{language}_{script}") or likely.get(language)
        territory = parse_locale(whole)[1] if whole else None
    return f"{language}_{territory}" if territory else ""
