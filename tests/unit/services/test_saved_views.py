"""Shared views of the queue are their maker's, whatever happens between reading one and writing it."""

from collections.abc import Callable
from typing import Final

import pytest
from typing_extensions import override

from chalicelib.domain.access import Actor, ActorKind, Role
from chalicelib.domain.errors import InvalidRequestError
from chalicelib.domain.saved_views import SavedView, Sharing
from chalicelib.services.saved_views import SHARED, SavedViews
from tests.queue_fakes import FakeViewStore

V1, V2 = (Actor(kind=ActorKind.OFFICER, id=name, roles=frozenset({Role.VERIFIER})) for name in ("v1", "v2"))
NAME: Final = "Pos"


class MeanwhileStore(FakeViewStore):
    """Between somebody's read and their write, once, something else happens."""

    meanwhile: Callable[[], object] | None = None

    @override
    def list_of(self, owner: str) -> tuple[SavedView, ...]:
        found, (happens, self.meanwhile) = super().list_of(owner), (self.meanwhile, None)
        if happens:
            happens()
        return found


@pytest.fixture
def store() -> MeanwhileStore:
    return MeanwhileStore()


@pytest.mark.parametrize("is_removal", [False, True])
def test_a_view_that_was_removed_and_made_again_by_another_stays_theirs(
    store: MeanwhileStore,
    is_removal: bool,  # noqa: FBT001 - a case of the table
) -> None:
    views = SavedViews(store)
    views.keep(V1, NAME, Sharing.SHARED, {"channel": "post"})

    def made_again() -> None:
        views.forget(V1, NAME, Sharing.SHARED)
        views.keep(V2, NAME, Sharing.SHARED, {"channel": "web"})

    store.meanwhile = made_again
    with pytest.raises(InvalidRequestError, match="view_of_another"):
        views.forget(V1, NAME, Sharing.SHARED) if is_removal else views.keep(V1, NAME, Sharing.SHARED, {})
    assert [(view.by, view.filters) for view in store.list_of(SHARED)] == [("v2", {"channel": "web"})]


def test_of_two_who_share_a_name_at_once_the_first_keeps_it(store: MeanwhileStore) -> None:
    views = SavedViews(store)
    store.meanwhile = lambda: views.keep(V2, NAME, Sharing.SHARED, {"channel": "web"})
    with pytest.raises(InvalidRequestError, match="view_of_another"):
        views.keep(V1, NAME, Sharing.SHARED, {})
    assert [view.by for view in store.list_of(SHARED)] == ["v2"]


def test_two_tabs_of_one_officer_both_keep_and_both_forget(store: MeanwhileStore) -> None:
    views = SavedViews(store)
    store.meanwhile = lambda: views.keep(V1, NAME, Sharing.OWN, {"channel": "web"})
    views.keep(V1, NAME, Sharing.OWN, {"channel": "post"})
    assert [view.filters for view in store.list_of("v1")] == [{"channel": "post"}]
    store.meanwhile = lambda: views.forget(V1, NAME, Sharing.OWN)
    views.forget(V1, NAME, Sharing.OWN)
    assert store.list_of("v1") == ()


@pytest.mark.parametrize("name", ["Pos\u202eX", "Pos\x07", "Pos\u200b"])
def test_a_name_has_nothing_that_is_not_seen(store: MeanwhileStore, name: str) -> None:
    with pytest.raises(InvalidRequestError, match="control_character"):
        SavedViews(store).keep(V1, name, Sharing.OWN, {})
    assert not store.list_of(V1.id)
