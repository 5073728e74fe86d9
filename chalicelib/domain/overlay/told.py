"""What came and went with a version of the overlay, for the record of what administrators did."""

from collections.abc import Iterator

from chalicelib.domain.administration import AdminAction, AdminEvent
from chalicelib.domain.overlay.changes import LocalCalendar, LocalChanges, LocalDay
from chalicelib.domain.overlay.version import Overlay


def act_of(published: Overlay, before: LocalChanges) -> AdminEvent:
    """The act of letting a version hold where `before` held. A published one says by whom and when."""
    if published.published_at is None or published.published_by is None:
        raise ValueError("a draft holds nowhere")
    details = tell_changes(before, published.changes)
    if published.restores is not None:
        details["restores"] = str(published.restores)
    if published.saved_by != published.published_by:
        details["saved_by"] = published.saved_by
    return AdminEvent(
        id=f"overlay-{published.number}", at=published.published_at, by=published.published_by,
        action=AdminAction.OVERLAY_PUBLISHED, subject=str(published.number), details=details,
    )  # fmt: skip


def tell_changes(before: LocalChanges, after: LocalChanges) -> dict[str, str]:
    """What differs, by part, as words apart: limits with their new value, days with + or -, of texts how many.

    A limit without value is as shipped again. What a text says stands in the versions themselves.
    """
    told = {
        "limits": _limits(before, after),
        "retention": _retention(before, after),
        "days": _days(before.calendar, after.calendar),
        "office": (name for name, value in after.office if value != getattr(before.office, name)),
        "papers": (name for name, value in after.papers if value != getattr(before.papers, name)),
    }
    words = {part: " ".join(found) for part, found in told.items()}
    paths = before.messages.keys() | after.messages.keys()
    count = sum(before.messages.get(path) != after.messages.get(path) for path in paths)
    words["messages"] = str(count) if count else ""
    return {part: said for part, said in words.items() if said}


def _limits(before: LocalChanges, after: LocalChanges) -> Iterator[str]:
    was = dict(before.limits)
    return (f"{name}={'' if value is None else value}" for name, value in after.limits if value != was[name])


def _retention(before: LocalChanges, after: LocalChanges) -> Iterator[str]:
    """Numbers that are new, and without value what is kept for ever again."""
    was, now = before.retention.said(), after.retention.said()
    return (f"{name}={now.get(name, '')}" for name in sorted(was | now) if was.get(name) != now.get(name))


def _days(before: LocalCalendar, after: LocalCalendar) -> Iterator[str]:
    """Each with its sign, and `!` where the office works on a day off."""
    for is_worked, was, now in ((False, before.closed, after.closed), (True, before.worked, after.worked)):
        mark = "!" if is_worked else ""
        for sign, listed, other in (("+", now, was), ("-", was, now)):
            yield from (f"{sign}{mark}{day}" for day in _only_in(listed, other))


def _only_in(listed: tuple[LocalDay, ...], other: tuple[LocalDay, ...]) -> Iterator[str]:
    return (each.day.isoformat() for each in listed if each not in other)
