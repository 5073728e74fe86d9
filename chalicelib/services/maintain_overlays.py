"""An administrator changes what the office says and asks: drafts, a look at what they change, and what holds."""

from dataclasses import dataclass
from typing import Final

from chalicelib.domain.access import Actor
from chalicelib.domain.case import Answer
from chalicelib.domain.catalogue.words import ServiceCode
from chalicelib.domain.checklist import Checklist, keep_fitting
from chalicelib.domain.errors import Fault, InvalidRequestError, StaleVersionError, UnavailableError
from chalicelib.domain.messages.notice_samples import Samples
from chalicelib.domain.overlay import (
    Edition,
    LocalChanges,
    Overlay,
    OverlayState,
    restore,
    save_draft,
)
from chalicelib.domain.overlay.faults import find_faults
from chalicelib.domain.overlay.lengths import find_length_faults
from chalicelib.domain.overlay.told import act_of
from chalicelib.domain.text import Text
from chalicelib.services.checklists import Checklists
from chalicelib.services.ports import Clock, OverlayStore

MOST_RACES: Final = 8
"""More administrators than an office has do not save in the same moment."""


@dataclass(frozen=True, slots=True)
class Versions:
    """A page of versions, newest first, and the number of the one that holds, 0 for none."""

    items: tuple[Overlay, ...]
    holding: int
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One text, as it is and as it would be."""

    path: str
    now: Text | None
    then: Text | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What people are told now, under the version `holding`, and what they would be told."""

    overlay: Overlay
    holding: int
    now: Edition
    then: Edition
    messages: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class MaintainOverlays:
    """`shipped` is what overlays are laid over. Every change names who made it and when.

    `link` is where residents follow a case: what they are told has it among its values.
    """

    store: OverlayStore
    shipped: Edition
    clock: Clock
    link: str = ""

    def save(self, changes: LocalChanges, officer: Actor) -> Overlay:
        """A new draft; the newest one where it says the same. Raises InvalidRequestError with every fault."""
        self.check(changes)
        for _ in range(MOST_RACES):
            newest = next(iter(self.store.list_versions(None, 1)), None)
            if newest is not None and newest.state is OverlayState.DRAFT and newest.changes == changes:
                return newest
            draft = save_draft(newest.number + 1 if newest else 1, changes, officer, self.clock.now())
            try:
                self.store.add(draft)
            except StaleVersionError:
                continue
            return draft
        raise UnavailableError

    def read(self, number: int) -> tuple[Overlay, int]:
        """One version, and the number of the one that holds. Raises NotFoundError."""
        return self.store.get(number), self.store.holding_number()

    def list_versions(self, cursor: str | None, limit: int) -> Versions:
        """Raises InvalidRequestError for a cursor that no page ended with."""
        before = _read_cursor(cursor)
        items = self.store.list_versions(before, limit)
        is_last = len(items) < limit or items[-1].number == 1
        return Versions(items, self.store.holding_number(), None if is_last else str(items[-1].number))

    def preview(self, number: int) -> Preview:
        """Raises NotFoundError, and InvalidRequestError where it does not fit this release any more."""
        overlay = self.store.get(number)
        self.check(overlay.changes)
        holding = self._holding()
        is_served = holding is not None and not find_faults(holding.changes, self.shipped)
        now, then = self.shipped.under(holding if is_served else None), self.shipped.under(overlay)
        changes = [overlay.changes, *([holding.changes] if holding else [])]
        messages = tuple(Difference(*found) for found in now.differing_texts(then, *changes))
        return Preview(overlay, holding.number if holding else 0, now, then, messages)

    def samples_of(self, preview: Preview) -> Samples:
        """What residents would be told of any event, at its longest."""
        return Samples(preview.then.catalogue, preview.then.messages, preview.then.office, self.link)

    def checklists_of(
        self, preview: Preview, code: str, answers: dict[str, Answer], role: str | None
    ) -> tuple[Checklist, Checklist]:
        """A service's papers for these answers, as they are and as they would be.

        Raises InvalidRequestError for a service that is not there and answers that the new one does not take.
        """
        now, then = (Checklists(edition.catalogue, edition.office) for edition in (preview.now, preview.then))
        if ServiceCode(code) not in self.shipped.catalogue.services:
            raise InvalidRequestError([Fault("service", "unknown_service")])
        taken = keep_fitting(now.service(code), answers)
        return now.build(code, dict(taken), role), then.build(code, answers, role)

    def publish(self, number: int, officer: Actor, seen: int) -> Overlay:
        """The version that holds from now on: this draft, or a new one that takes up an older version again.

        `seen` is the version that held when it was previewed. What says the same as the one that holds changes nothing.
        Raises NotFoundError, StaleVersionError, InvalidRequestError.
        """
        wanted = self.store.get(number)
        self.check(wanted.changes)
        for _ in range(MOST_RACES):
            holding = self._holding()
            if holding is not None and holding.changes == wanted.changes:
                return holding
            if seen != (holding.number if holding else 0):
                raise StaleVersionError
            published = self._published(wanted, officer, holding)
            try:
                self.store.publish(published, seen, act_of(published, holding.changes if holding else LocalChanges()))
            except StaleVersionError:
                continue
            return published
        raise UnavailableError

    def _published(self, wanted: Overlay, officer: Actor, holding: Overlay | None) -> Overlay:
        now = self.clock.now()
        if wanted.state is OverlayState.DRAFT:
            return wanted.published(officer, now, holding)
        newest = self.store.list_versions(None, 1)[0]
        return restore(wanted, newest.number + 1, officer, now, holding)

    def _holding(self) -> Overlay | None:
        number = self.store.holding_number()
        return self.store.get(number) if number else None

    def check(self, changes: LocalChanges) -> None:
        """Raises InvalidRequestError with every fault.

        A text that holds and is too long stops nobody from changing anything else: only what makes one longer is a
        fault.
        """
        faults = (*find_faults(changes, self.shipped), *self._lengths(changes))
        if faults:
            raise InvalidRequestError(faults)

    def _lengths(self, changes: LocalChanges) -> tuple[Fault, ...]:
        found = find_length_faults(changes, self.shipped, self.link)
        holding = self._holding() if found else None
        if holding is None:
            return found
        held = find_length_faults(holding.changes, self.shipped, self.link)
        return tuple(fault for fault in found if fault not in held)


def _read_cursor(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= len("999999")):
        raise InvalidRequestError([Fault("cursor", "not_ours")])
    return int(cursor)
