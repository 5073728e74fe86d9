"""An administrator rewrites what residents are told of one event: looks at it at its longest, then lets it hold."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.domain.access import Actor
from chalicelib.domain.errors import StaleVersionError
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.messages.notice_samples import Samples
from chalicelib.domain.overlay import Edition, LocalChanges, Overlay
from chalicelib.domain.text import Text
from chalicelib.services.maintain_overlays import MaintainOverlays

PARTS = ("sms/text", "email/subject", "email/text")


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of an event, by path, as it holds under `version` of the overlay, 0 for none; and as shipped."""

    event: NoticeEvent
    version: int
    texts: Mapping[str, Text]
    shipped: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class EditTexts:
    """Each saving is a version of the overlay that says everything else as before."""

    overlays: MaintainOverlays

    def read(self, event: NoticeEvent) -> Words:
        """Two reads."""
        version, changes = self._holding()
        shipped = _of(event, self.overlays.shipped)
        return Words(event, version, shipped | {p: t for p, t in changes.messages.items() if p in shipped}, shipped)

    def samples(self) -> Samples:
        """Of what holds; two reads."""
        return self._samples(self._holding()[1])

    def try_out(self, texts: Mapping[str, Text]) -> Samples:
        """As residents would be told; nothing is stored. Raises InvalidRequestError with every fault."""
        changes = self._with(self._holding()[1], texts)
        self.overlays.check(changes)
        return self._samples(changes)

    def save(self, texts: Mapping[str, Text], seen: int, officer: Actor) -> Overlay:
        """Holds at once. Raises InvalidRequestError, and StaleVersionError unless `seen` is the version that holds."""
        version, changes = self._holding()
        if version != seen:
            raise StaleVersionError
        draft = self.overlays.save(self._with(changes, texts), officer)
        return self.overlays.publish(draft.number, officer, seen)

    def _holding(self) -> tuple[int, LocalChanges]:
        number = self.overlays.store.holding_number()
        return number, self.overlays.store.get(number).changes if number else LocalChanges()

    def _with(self, changes: LocalChanges, texts: Mapping[str, Text]) -> LocalChanges:
        """What says the same as shipped is no change: it follows the next release."""
        own = {path: text for path, text in texts.items() if text != self.overlays.shipped.messages.template(path)}
        kept = {path: text for path, text in changes.messages.items() if path not in texts}
        return changes.model_copy(update={"messages": kept | own})

    def _samples(self, changes: LocalChanges) -> Samples:
        shipped = self.overlays.shipped
        said = shipped.messages.with_texts(changes.messages)
        return Samples(shipped.catalogue, said, changes.office_of(shipped.office), self.overlays.link)


def _of(event: NoticeEvent, edition: Edition) -> dict[str, Text]:
    found = {path: edition.messages.template(path) for path in (f"notices/{event}/{part}" for part in PARTS)}
    return {path: text for path, text in found.items() if text is not None}
