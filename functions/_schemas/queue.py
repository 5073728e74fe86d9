"""Bodies and answers of the work queue."""

from pydantic import Field

from chalicelib.domain.case import Channel
from chalicelib.domain.saved_views import Sharing
from functions._schemas.base import Answer, Request


class Filters(Request):
    """Which cases the officer wants, as `GET /v1/cases` filters them; nothing said is all."""

    service: str | None = Field(default=None, max_length=40)
    channel: Channel | None = None
    area: str | None = Field(default=None, max_length=9, description="Code of a kecamatan; elsewhere; unknown")
    age: str | None = Field(default=None, max_length=2)
    due: str | None = Field(default=None, max_length=5)

    def said(self) -> dict[str, str]:
        """Those that are asked for."""
        return {name: str(value) for name, value in self.model_dump(exclude_none=True).items()}


class NextRequest(Filters):
    """Which cases the officer wants, as `GET /v1/cases` filters them; nothing said is all."""


class NextCase(Answer):
    """The case that is the officer's now; nothing where none of those that were looked at fits.

    `is_cut`: others stand behind them, so ask by one service, kecamatan or channel alone, or once more.
    """

    receipt_number: str | None
    version: int | None
    looked_at: int
    is_cut: bool


class ViewFilters(Filters):
    """A work list and what is asked of its lines."""

    queue: str | None = Field(default=None, max_length=40)


class KeepView(Request):
    """A view of the queue under a name; one of the same name is replaced."""

    name: str = Field(max_length=200)
    sharing: Sharing = Sharing.OWN
    filters: ViewFilters = ViewFilters()


class ForgetView(Request):
    """The name of a kept view."""

    name: str = Field(max_length=200)
    sharing: Sharing = Sharing.OWN


class ViewOut(Answer):
    """One kept view of the queue."""

    name: str
    sharing: Sharing
    filters: dict[str, str]


class ViewList(Answer):
    """The officer's own views, then those that all share, by name."""

    items: list[ViewOut]


class ListCounts(Answer):
    """How many lines stand in one work list, in all and by what its lines are told apart by; numbers of 0 are left.

    `by_area`: by code of the kecamatan; `elsewhere` outside the city, `unknown` where nobody said it.
    """

    queue: str
    total: int
    by_service: dict[str, int]
    by_area: dict[str, int]
    by_channel: dict[str, int]


class CountList(Answer):
    """Every work list that has lines."""

    items: list[ListCounts]
