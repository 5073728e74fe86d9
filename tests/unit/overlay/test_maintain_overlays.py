"""Drafts, what they change, and which of them holds."""

from typing import Any

import pytest
from typing_extensions import override

from chalicelib.domain.administration import AdminEvent
from chalicelib.domain.errors import InvalidRequestError, NotFoundError, StaleVersionError
from chalicelib.domain.overlay import LocalChanges, Overlay, OverlayState
from chalicelib.services.maintain_overlays import MaintainOverlays
from tests.builders import OFFICER
from tests.fakes import EPOCH, FakeClock, FakeOverlayStore
from tests.unit.overlay.given import EXTRA, HOURS, SHIPPED, changes

FREE = {"pages/free": {"id": "Gratis", "en": "Free"}}
OPEN = changes(office={"hours": HOURS})
NOTHING = LocalChanges()


class RacyStore(FakeOverlayStore):
    """A store in which somebody else is faster once, just before the next write."""

    rival: Any = None

    @override
    def add(self, draft: Overlay) -> None:
        self._race()
        super().add(draft)

    @override
    def publish(self, overlay: Overlay, seen: int, act: AdminEvent | None = None) -> None:
        self._race()
        super().publish(overlay, seen, act)

    def _race(self) -> None:
        rival, self.rival = self.rival, None
        if rival is not None:
            rival()


class LossyStore(FakeOverlayStore):
    """A store whose answer to a publication is lost: what comes next finds it done."""

    @override
    def publish(self, overlay: Overlay, seen: int, act: AdminEvent | None = None) -> None:
        super().publish(overlay, seen, act)
        raise StaleVersionError


def maintain(store: FakeOverlayStore | None = None) -> MaintainOverlays:
    return MaintainOverlays(store or FakeOverlayStore(), SHIPPED, FakeClock())


def publish(service: MaintainOverlays, made: LocalChanges) -> Overlay:
    holding = service.store.holding_number()
    return service.publish(service.save(made, OFFICER).number, OFFICER, holding)


def test_a_draft_says_who_saved_it_and_when() -> None:
    draft = maintain().save(OPEN, OFFICER)
    assert (draft.number, draft.state, draft.saved_by, draft.saved_at) == (1, OverlayState.DRAFT, "officer-1", EPOCH)
    assert draft.published_by is None


def test_saving_the_same_again_makes_no_other_draft() -> None:
    service = maintain()
    assert service.save(OPEN, OFFICER) == service.save(OPEN, OFFICER)
    assert service.save(NOTHING, OFFICER).number == 2
    assert service.save(OPEN, OFFICER).number == 3


def test_a_number_that_was_taken_meanwhile_is_passed_over() -> None:
    store = RacyStore()
    store.rival = lambda: maintain(store).save(NOTHING, OFFICER)
    assert maintain(store).save(OPEN, OFFICER).number == 2
    assert store.get(1).changes == NOTHING


def test_a_draft_with_faults_is_not_kept() -> None:
    service = maintain()
    with pytest.raises(InvalidRequestError) as refused:
        service.save(changes(office={"address": ""}, papers={"without_local": ["kk"]}), OFFICER)
    assert [fault.field for fault in refused.value.faults] == ["office.address", "papers.without_local.0"]
    assert service.store.list_versions(None, 10) == ()


def test_a_draft_holds_once_it_is_published_and_says_by_whom() -> None:
    service = maintain()
    draft = service.save(OPEN, OFFICER)
    published = service.publish(draft.number, OFFICER, 0)
    assert service.read(1) == (published, 1)
    assert (published.published_by, published.published_at) == ("officer-1", EPOCH)
    assert published.changes == draft.changes


@pytest.mark.parametrize("seen", [0, 2, 7])
def test_publishing_needs_the_version_that_held_at_the_preview(seen: int) -> None:
    service = maintain()
    publish(service, OPEN)
    other = service.save(NOTHING, OFFICER)
    with pytest.raises(StaleVersionError):
        service.publish(other.number, OFFICER, seen)
    assert service.read(2) == (other, 1)


def test_publishing_what_holds_already_changes_nothing() -> None:
    service = maintain()
    held = publish(service, OPEN)
    for seen in (0, 1, 9):  # the answer to the first one may have been lost
        assert service.publish(1, OFFICER, seen) == held
    same = service.save(OPEN, OFFICER)
    assert service.publish(same.number, OFFICER, 1) == held
    assert service.store.holding_number() == 1


def test_an_answer_that_was_lost_is_given_again() -> None:
    store = LossyStore()
    service = maintain(store)
    draft = service.save(OPEN, OFFICER)
    assert service.publish(draft.number, OFFICER, 0) == service.store.get(1)
    assert service.store.holding_number() == 1
    assert [(act.id, act.by, act.details) for act in store.acts] == [("overlay-1", OFFICER.id, {"office": "hours"})]


def test_who_is_slower_is_told() -> None:
    store = RacyStore()
    service = maintain(store)
    first, second = service.save(OPEN, OFFICER), service.save(NOTHING, OFFICER)
    store.rival = lambda: maintain(store).publish(first.number, OFFICER, 0)
    with pytest.raises(StaleVersionError):
        service.publish(second.number, OFFICER, 0)
    assert store.holding_number() == 1


def test_an_older_version_is_taken_up_again_as_a_new_one() -> None:
    service = maintain()
    first = publish(service, OPEN)
    publish(service, NOTHING)
    again = service.publish(1, OFFICER, 2)
    assert (again.number, again.restores, again.changes) == (3, 1, first.changes)
    assert service.store.get(1) == first
    assert service.publish(1, OFFICER, 2) == again
    assert service.store.holding_number() == 3


def test_a_number_that_nobody_has_is_not_found() -> None:
    service = maintain()
    with pytest.raises(NotFoundError):
        service.read(1)
    with pytest.raises(NotFoundError):
        service.preview(1)
    with pytest.raises(NotFoundError):
        service.publish(1, OFFICER, 0)


def test_a_preview_tells_old_and_new_beside_what_holds() -> None:
    service = maintain()
    publish(service, changes(messages=FREE, office={"hours": HOURS}))
    draft = service.save(changes(papers={"extra": [EXTRA]}), OFFICER)
    preview = service.preview(draft.number)
    assert preview.holding == 1
    assert preview.now.office.hours.en == HOURS["en"]
    assert preview.then.office.hours == SHIPPED.office.hours
    ((path, now, then),) = [(text.path, text.now, text.then) for text in preview.messages]
    assert (path, now and now.en, then) == ("pages/free", "Free", SHIPPED.messages.template("pages/free"))
    before, after = service.checklists_of(preview, "KTP-LOST", {}, None)
    assert {slot.id for slot in after.slots} - {slot.id for slot in before.slots} == {"surat-lokal"}


def test_a_preview_takes_answers_to_questions_that_are_new() -> None:
    service = maintain()
    extra = {**EXTRA, "when": {"is": "foreigner"}}
    preview = service.preview(service.save(changes(papers={"extra": [extra]}), OFFICER).number)
    before, after = service.checklists_of(preview, "KTP-LOST", {"foreigner": True}, "self")
    assert before.find_slot("surat-lokal") is None
    assert after.find_slot("surat-lokal") is not None
    with pytest.raises(InvalidRequestError):
        service.checklists_of(preview, "KTP-LOST", {"likes_tea": True}, "self")
    with pytest.raises(InvalidRequestError):
        service.checklists_of(preview, "KTP-WON", {}, "self")


def test_what_no_longer_fits_this_release_is_named_and_another_takes_its_place() -> None:
    service = maintain()
    held = publish(service, changes(messages=FREE, office={"hours": HOURS}))
    old = held.model_copy(update={"changes": changes(messages={"pages/of_an_older_release": FREE["pages/free"]})})
    assert isinstance(service.store, FakeOverlayStore)
    service.store.registry.overlays[1] = old
    for refused in (lambda: service.preview(1), lambda: service.publish(1, OFFICER, 1)):
        with pytest.raises(InvalidRequestError) as error:
            refused()
        assert [fault.code for fault in error.value.faults] == ["unknown_text"]
    draft = service.save(OPEN, OFFICER)
    preview = service.preview(draft.number)
    assert (preview.holding, preview.now) == (1, SHIPPED)
    assert service.publish(draft.number, OFFICER, 1).number == 2


def test_versions_are_listed_page_by_page() -> None:
    service = maintain()
    for number in range(5):
        service.save(changes(papers={"max_age_days": {"KK": number + 1}}), OFFICER)
    seen, cursor = [], None
    while True:
        page = service.list_versions(cursor, 2)
        seen += [version.number for version in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == [5, 4, 3, 2, 1]


@pytest.mark.parametrize("cursor", ["", "x", "-1", "1.5", "٣", "12345678"])
def test_a_cursor_of_another_list_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidRequestError):
        maintain().list_versions(cursor, 2)
