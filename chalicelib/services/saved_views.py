"""Views of the work queue, each officer's own and those that all share."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.domain.access import Actor
from chalicelib.domain.saved_views import SavedView, Sharing, must_be_changeable, name_view
from chalicelib.services.queue_ports import ViewStore

SHARED = "SHARED"


@dataclass(frozen=True, slots=True)
class SavedViews:
    """A view that is kept under a name that it has already takes the place of the old one."""

    store: ViewStore

    def list_for(self, officer: Actor) -> tuple[SavedView, ...]:
        """An officer's own, then the shared ones, by name."""
        return (*self.store.list_of(officer.id), *self.store.list_of(SHARED))

    def keep(self, officer: Actor, name: str, sharing: Sharing, filters: Mapping[str, str]) -> SavedView:
        """Raises InvalidRequestError for a name that will not do or that another shared, or one view too many."""
        owner = _owner(officer, sharing)
        known = {view.name: view for view in self.store.list_of(owner)}
        kept = name_view(name, known)
        before = known.get(kept)
        must_be_changeable(before, officer)
        view = SavedView(name=kept, sharing=sharing, filters=filters, by=before.by if before else officer.id)
        self.store.put(owner, view)
        return view

    def forget(self, officer: Actor, name: str, sharing: Sharing) -> None:
        """One that is gone already may be forgotten again. Raises InvalidRequestError for what another shared."""
        owner = _owner(officer, sharing)
        must_be_changeable(next((view for view in self.store.list_of(owner) if view.name == name), None), officer)
        self.store.remove(owner, name)


def _owner(officer: Actor, sharing: Sharing) -> str:
    return SHARED if sharing is Sharing.SHARED else officer.id
