"""Figures that anybody may have, as a page and as files."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.open_data import COLUMNS, COUNTED, LEAST, MADE
from chalicelib.domain.tables import write_table
from chalicelib.domain.text import Language
from functions._figures import product_name, reason_name
from functions._http import Audience, Call, Reply, endpoint
from functions._page import CACHED, PAGE, render_page
from functions._schemas.statistics import PublishedOut

routes = Blueprint(__name__)

CSV: Final = "text/csv; charset=utf-8"
LICENCE: Final = "CC-BY-4.0"
SHOWN_WEEKS: Final = 13
SHOWN_MONTHS: Final = 3


@endpoint(routes, "GET", "/statistics", **PAGE, summary="The office's figures, for people")
def get_public_statistics(call: Call[None]) -> Reply:
    """The last weeks of all services together, then of each group."""
    services = get_services()
    told = services.read_statistics.read_published()
    rows = told["items"]
    weeks = sorted({row["week"] for row in rows}, reverse=True)[:SHOWN_WEEKS]
    groups = sorted({row["group"] for row in rows if row["group"]})
    known = next(iter(services.catalogue.services.values())).vocabulary.groups
    names = {str(group): name for group, name in known.items()}
    by_week = {(row["week"], row["group"]): row for row in rows}
    products = [each for each in told["products"] if each["week"] in weeks]
    called = {week: _called(week, call) for week in weeks}
    months = sorted({each["month"] for each in told["reasons"]}, reverse=True)[:SHOWN_MONTHS]
    reasons = [each for month in months for each in told["reasons"] if each["month"] == month]
    return render_page(
        call, "statistics", weeks=weeks, called=called, groups=groups, names=names, by_week=by_week, columns=COUNTED,
        least=LEAST, share=lambda row: _share(row, call.language), products=list(reversed(products)), reasons=reasons,
        product=lambda kind: product_name(kind, call.language), month=lambda month: _month(month, call),
        reason=lambda reason: reason_name(reason, call.language), ahead=told["forecast"],
        day=lambda day: _called(day, call),
    )  # fmt: skip


@endpoint(
    routes, "GET", "/v1/open-data/figures.json", audience=Audience.PUBLIC, summary="The office's figures by week",
    response=PublishedOut,
)  # fmt: skip
def get_open_data(_: Call[None]) -> Reply:
    """Numbers under 10 are withheld, and sums that would tell them."""
    told = PublishedOut.model_validate({"licence": LICENCE, **get_services().read_statistics.read_published()})
    return Reply(told, headers={"Cache-Control": CACHED})


@endpoint(
    routes, "GET", "/v1/open-data/figures.csv", audience=Audience.PUBLIC, summary="The same as CSV", media_type=CSV
)
def get_open_data_csv(_: Call[None]) -> Reply:
    """An empty cell is withheld."""
    return _csv("items", ("week", "group", *COLUMNS), "loket-data-terbuka")


@endpoint(
    routes, "GET", "/v1/open-data/products.csv", audience=Audience.PUBLIC, summary="What was printed and signed",
    media_type=CSV,
)  # fmt: skip
def get_open_products_csv(_: Call[None]) -> Reply:
    """By kind of product. An empty cell is withheld."""
    return _csv("products", ("week", "kind", *MADE), "loket-produk")


@endpoint(
    routes, "GET", "/v1/open-data/reasons.csv", audience=Audience.PUBLIC, summary="Why papers were asked for again",
    media_type=CSV,
)  # fmt: skip
def get_open_reasons_csv(_: Call[None]) -> Reply:
    """By whole months. An empty cell is withheld."""
    return _csv("reasons", ("month", "reason", "count"), "loket-alasan")


def _csv(part: str, columns: tuple[str, ...], name: str) -> Reply:
    rows = get_services().read_statistics.read_published()[part]
    table = write_table(columns, ([_or_empty(row[column]) for column in columns] for row in rows))
    headers = {"Cache-Control": CACHED, "Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Reply(table, headers=headers, media_type=CSV)


def _or_empty(cell: object) -> object:
    return "" if cell is None else cell


def _share(row: Mapping[str, Any] | None, language: Language) -> str:
    """Of those completed, how many in the law's time; empty where that is withheld or nothing was."""
    if row is None or row["within_law"] is None or not row["within_law"] + row["late"]:
        return ""
    said = f"{100 * row['within_law'] / (row['within_law'] + row['late']):.1f}%"
    return said.replace(".", ",") if language is Language.INDONESIAN else said


def _month(month: str, call: Call[None]) -> str:
    return _called(f"{month}-01", call).partition(" ")[2]


def _called(week: str, call: Call[None]) -> str:
    return get_services().messages.date(date.fromisoformat(week), call.language)
