"""Views of the work queue, each officer's own and those that all share."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, TypeVar

from chalicelib.domain.access import Actor
from chalicelib.domain.errors import StaleVersionError, UnavailableError
from chalicelib.domain.saved_views import SavedView, Sharing, must_be_changeable, name_view
from chalicelib.services.queue_ports import ViewStore

SHARED = "SHARED"
MOST_RACES: Final = 8

DoneT = TypeVar("DoneT")


@dataclass(frozen=True, slots=True)
class SavedViews:
    """A view that is kept under a name that it has already takes the place of the old one.

    Each write names the maker of the view that was read: whoever lost a race reads again, and is told whose it is now.
    """

    store: ViewStore

    def list_for(self, officer: Actor) -> tuple[SavedView, ...]:
        """An officer's own, then the shared ones, by name."""
        return (*self.store.list_of(officer.id), *self.store.list_of(SHARED))

    def keep(self, officer: Actor, name: str, sharing: Sharing, filters: Mapping[str, str]) -> SavedView:
        """Raises InvalidRequestError for a name that will not do or that another shared, or one view too many."""
        owner = _owner(officer, sharing)

        def keep(known: Mapping[str, SavedView]) -> SavedView:
            kept = name_view(name, known)
            before = known.get(kept)
            must_be_changeable(before, officer)
            view = SavedView(name=kept, sharing=sharing, filters=filters, by=before.by if before else officer.id)
            self.store.put(owner, view, before)
            return view

        return self._change(owner, keep)

    def forget(self, officer: Actor, name: str, sharing: Sharing) -> None:
        """One that is gone already may be forgotten again. Raises InvalidRequestError for what another shared."""
        owner = _owner(officer, sharing)

        def forget(known: Mapping[str, SavedView]) -> None:
            view = known.get(name)
            must_be_changeable(view, officer)
            if view is not None:
                self.store.remove(owner, view)

        self._change(owner, forget)

    def _change(self, owner: str, change: Callable[[Mapping[str, SavedView]], DoneT]) -> DoneT:
        for _ in range(MOST_RACES):
            with suppress(StaleVersionError):
                return change({view.name: view for view in self.store.list_of(owner)})
        raise UnavailableError


def _owner(officer: Actor, sharing: Sharing) -> str:
    return SHARED if sharing is Sharing.SHARED else officer.id
