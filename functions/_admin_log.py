"""What administrators changed, for people: the log's lines, and why a form came too late."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from chalicelib.bootstrap import get_services
from chalicelib.domain.administration import AdminAction, AdminEvent
from chalicelib.domain.text import Language
from functions._http import Call

Words = Mapping[str, str]
RECENT: Final = 50


def tell_stale_rules(call: Call[Any]) -> str:
    """Why a form about the office's rules was not stored: the version that was put into force meanwhile."""
    return _tell_stale(call, lambda event: event.action is AdminAction.OVERLAY_PUBLISHED)


def tell_stale_entry(call: Call[Any], name: str) -> str:
    """Why a form about an officer or a post office was not stored: what was last done about them."""
    return _tell_stale(call, lambda event: event.subject == name)


def _tell_stale(call: Call[Any], is_meant: Callable[[AdminEvent], bool]) -> str:
    events, _ = get_services().ports.admin_log.list_events(None, RECENT)
    event = next(filter(is_meant, events), None)
    words = get_services().messages.staff("admin", call.language)
    if event is None:
        return words["stale"]
    told = tell_event(event, call.language)
    if event.action is not AdminAction.OVERLAY_PUBLISHED:
        told = [words[f"act_{event.action}"], *told]
    return tell_stale(call, ", ".join(told), event.by, event.at)


def tell_stale(call: Call[Any], what: str, by: str, at: datetime | None) -> str:
    """Why nothing of a form was stored: what was changed since it was opened, by whom, and when."""
    words = get_services().messages.staff("common", call.language)
    change = words["stale_change"].format(what=what, who=tell_who(call, by, at))
    return f"{words['stale']} {change}"


def tell_who(call: Call[Any], by: str, at: datetime | None) -> str:
    """Who changed something, and when; whoever reads it is told that it was they."""
    services = get_services()
    who = services.messages.staff("common", call.language)["yourself"] if call.actor and by == call.actor.id else by
    when = services.messages.date_time(services.office.local_time(at), call.language) if at else ""
    return ", ".join(filter(None, (who, when)))


def tell_event(event: AdminEvent, language: Language) -> list[str]:
    """What an act changed, a sentence for each thing."""
    if event.action is AdminAction.OVERLAY_PUBLISHED:
        return tell_version(event.details, language)
    words = get_services().messages.staff("admin", language)
    named = {name: words[f"detail_{name}"] for name in event.details}
    return [f"{named[name]}: {_detail(name, value, words)}" for name, value in event.details.items()]


def _detail(name: str, value: str, words: Words) -> str:
    match name:
        case "roles":
            if value == "token":
                return words["roles_of_token"]
            return ", ".join(words[f"role_{role}"] for role in value.split(",") if role) or words["no_role"]
        case "reason":
            return words[f"keep_{value}"]
        case "is_suspended":
            return words[f"answer_{value}"]
        case _:
            return value


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
