"""What a version of the overlay changed, for people."""

from collections.abc import Mapping
from datetime import date

from chalicelib.bootstrap import get_services
from chalicelib.domain.text import Language

Words = Mapping[str, str]


def tell_version(details: Mapping[str, str], language: Language) -> list[str]:
    """A sentence for each thing that came or went; none for an act that is of no version."""
    words = get_services().messages.staff("admin", language)
    return [
        *(_limit(each, words) for each in details.get("limits", "").split()),
        *(_kept(each, words) for each in details.get("retention", "").split()),
        *(_day(each, words, language) for each in details.get("days", "").split()),
        *(words[f"changed_{each}"] for part in ("office", "papers") for each in details.get(part, "").split()),
        *(words[f"version_{part}"].format(value=details[part]) for part in _PLAIN if part in details),
    ]


_PLAIN = ("messages", "restores", "saved_by")


def _limit(said: str, words: Words) -> str:
    name, _, value = said.partition("=")
    return f"{words[f'limit_{name}']}: {value or words['limit_as_shipped']}"


def _kept(said: str, words: Words) -> str:
    name, _, days = said.partition("=")
    ending, _, part = name.partition(".")
    told = words["retention_days"].format(number=days) if days else words["retention_for_ever"]
    return f"{words[f'retention_{part}']}, {words[f'retention_of_{ending}']}: {told}"


def _day(said: str, words: Words, language: Language) -> str:
    """As the calendar's page says it: a day that came with +, one that was taken back with a minus sign."""
    is_worked, day = said[1] == "!", date.fromisoformat(said.lstrip("+-!"))
    kind = words["kind_worked" if is_worked else "kind_closed"]
    return f"{'−' if said[0] == '-' else '+'} {get_services().messages.date(day, language)}: {kind}"
