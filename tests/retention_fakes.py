"""Ended cases and the shredder on fakes."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.domain.administration import AdminEvent
from chalicelib.domain.case import Change
from chalicelib.domain.erasing import place_of
from chalicelib.domain.events import Lookup
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.retention import KeptFor, Look, Part
from chalicelib.domain.worklist import format_moment
from chalicelib.services.retention_ports import Ended, ErasedDay, KeptCase
from tests.fakes import FakeCaseRepository, FakeObjectStore, FakeRegistry
from tests.post_fakes import FakeBatchStore
from tests.signing_fakes import FakeSignedDocuments


class FakeEndedCases:
    """Cases of the registry that are over."""

    def __init__(self, registry: FakeRegistry | None = None, acts: list[AdminEvent] | None = None) -> None:
        self.registry = registry or FakeRegistry()
        self.acts = acts if acts is not None else []
        self.days: dict[date, Counter[Part]] = defaultdict(Counter)
        self.kept: dict[str, KeptFor] = {}

    def list_ended(self, look: Look, after: str, limit: int) -> tuple[Ended, ...]:
        return tuple(each for each in self._ended(look) if each.place > after)[:limit]

    def count_ended(self, look: Look, most: int) -> int:
        return len(self._ended(look)[:most])

    def save_step(self, change: Change) -> None:
        FakeCaseRepository(self.registry).save(change)

    def save_erased(self, change: Change, part: Part, day: date, unfiled: Sequence[Lookup]) -> None:
        FakeCaseRepository(self.registry).save(change)
        self.days[day][part] += 1
        if part is Part.PERSONAL:
            self.registry.sealed.pop(change.case.receipt, None)
            for lookup in unfiled:
                self.registry.lookups[lookup.kind, lookup.digest].discard((lookup.service, str(change.case.receipt)))

    def blank_notices(self, receipt: ReceiptNumber) -> None:
        notices = self.registry.notices[receipt]
        for name, notice in notices.items():
            notices[name] = notice.model_copy(update={"recipient": "", "provider_id": None})

    def list_days(self) -> tuple[ErasedDay, ...]:
        listed = sorted(self.days.items(), reverse=True)
        return tuple(ErasedDay(day, counts[Part.PAPERS], counts[Part.PERSONAL]) for day, counts in listed)

    def save_kept(self, change: Change, act: AdminEvent) -> None:
        FakeCaseRepository(self.registry).save(change)
        self.acts.append(act)
        self.kept.pop(change.case.receipt, None)
        if change.case.kept_for is not None:
            self.kept[change.case.receipt] = change.case.kept_for

    def list_kept(self) -> tuple[KeptCase, ...]:
        return tuple(KeptCase(ReceiptNumber.restore(receipt), kept) for receipt, kept in sorted(self.kept.items()))

    def _ended(self, look: Look) -> list[Ended]:
        placed = ((case.receipt, place_of(case)) for case in self.registry.cases.values())
        found = (
            Ended(receipt, f"{format_moment(place.ended_at)}#{receipt}")
            for receipt, place in placed
            if place and (place.ending, place.part) == (look.ending, look.part) and place.ended_at <= look.before
        )
        return sorted(found, key=lambda each: each.place)


class FakeShredder:
    """Deletes from the stores of fakes; `falls_over` makes the next deletion die."""

    def __init__(self, store: FakeObjectStore, scans: FakeBatchStore, signed: FakeSignedDocuments) -> None:
        self.store, self.scans, self.signed = store, scans, signed
        self.falls_over = False

    def shred_papers(self, receipt: ReceiptNumber, envelopes: Sequence[str]) -> None:
        self._maybe_fall()
        self._drop(self.store.uploads, f"/uploads/{receipt}/")
        self._drop(self.store.pages, f"/pages/{receipt}/")
        for envelope in envelopes:
            self._drop(self.store.pages, "/pages/post/{}/{}/{}/".format(*envelope.split(".")))

    def shred_results(self, receipt: ReceiptNumber) -> None:
        self._maybe_fall()
        self._drop(self.signed.kept, f"/results/{receipt}/")

    def shred_scans(self, partner: str, batch: str) -> None:
        self._drop(self.scans.files, f"/batches/{partner}/{batch}/")

    def shred_manifest(self, partner: str, batch: str) -> None:
        self._drop(self.scans.manifests, f"/manifests/{partner}/{batch}/")

    def _drop(self, files: dict[str, Any], part: str) -> None:
        for key in [key for key in files if part in key]:
            del files[key]

    def _maybe_fall(self) -> None:
        if self.falls_over:
            self.falls_over = False
            raise ConnectionError


@dataclass
class FakeRetentionPorts:
    """Both."""

    ended: FakeEndedCases
    shredder: FakeShredder
