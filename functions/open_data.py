"""Figures that anybody may have, as a page and as files."""

from typing import Any, Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.open_data import COLUMNS, LEAST
from chalicelib.domain.tables import write_table
from functions._http import Audience, Call, Reply, endpoint
from functions._page import CACHED, PAGE, render_page
from functions._schemas.statistics import PublishedOut, PublishedRow

routes = Blueprint(__name__)

CSV: Final = "text/csv; charset=utf-8"
LICENCE: Final = "CC-BY-4.0"
SHOWN_WEEKS: Final = 13


@endpoint(routes, "GET", "/statistics", **PAGE, summary="The office's figures, for people")
def get_public_statistics(call: Call[None]) -> Reply:
    """The last weeks of all services together, then of each group."""
    services = get_services()
    rows = services.read_statistics.read_published()
    weeks = sorted({row["week"] for row in rows}, reverse=True)[:SHOWN_WEEKS]
    groups = sorted({row["group"] for row in rows if row["group"]})
    known = next(iter(services.catalogue.services.values())).vocabulary.groups
    names = {str(group): name for group, name in known.items()}
    by_week = {(row["week"], row["group"]): row for row in rows}
    return render_page(
        call, "statistics", weeks=weeks, groups=groups, names=names, by_week=by_week, columns=COLUMNS, least=LEAST
    )


@endpoint(
    routes, "GET", "/v1/open-data/figures.json", audience=Audience.PUBLIC, summary="The office's figures by week",
    response=PublishedOut,
)  # fmt: skip
def get_open_data(_: Call[None]) -> Reply:
    """Numbers under 10 are withheld, and sums that would tell them."""
    rows = [PublishedRow.model_validate(row) for row in get_services().read_statistics.read_published()]
    return Reply(PublishedOut(licence=LICENCE, items=rows), headers={"Cache-Control": CACHED})


@endpoint(
    routes, "GET", "/v1/open-data/figures.csv", audience=Audience.PUBLIC, summary="The same as CSV", media_type=CSV
)
def get_open_data_csv(_: Call[None]) -> Reply:
    """An empty cell is withheld."""
    rows = get_services().read_statistics.read_published()
    table = write_table(("week", "group", *COLUMNS), (_line(row) for row in rows))
    headers = {"Cache-Control": CACHED, "Content-Disposition": 'attachment; filename="loket-data-terbuka.csv"'}
    return Reply(table, headers=headers, media_type=CSV)


def _line(row: dict[str, Any]) -> tuple[object, ...]:
    numbers = ("" if row[column] is None else row[column] for column in COLUMNS)
    return (row["week"], row["group"] or "", *numbers)
