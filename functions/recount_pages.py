"""The administrator's page on which numbers and figures are counted anew."""

from http import HTTPStatus
from typing import Any, Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.errors import InvalidRequestError, StaleVersionError, TransitionRefusedError
from chalicelib.domain.rights import Right
from functions._forms import read_long_form
from functions._http import Call, Reply
from functions._page import go_to
from functions._recount import COUNTED, MOST_SHOWN, recount, take_step
from functions._staff_page import in_words, render_staff, staff_page

routes = Blueprint(__name__)

COUNTS: Final = "/office/admin/counts"
FIGURES: Final = (
    "received", "returned", "reason", "completed", "unready", "law", "rejected", "cancelled", "expired", "hours",
    "printed", "unprinted", "signed", "unsigned", "spoiled", "handed_over", "open", "age",
)  # fmt: skip
"""Kinds of figures that the page has words for."""


@staff_page(routes, "GET", COUNTS, right=Right.ADMINISTER, summary="Numbers and figures, to be counted anew")
def show_counts(call: Call[None]) -> Reply:
    """The numbers of every list, and how far a rebuild of the figures is."""
    return _page(call)


@staff_page(
    routes, "POST", COUNTS, right=Right.ADMINISTER, summary="Count anew", status=303, problems=(412, 422)
)  # fmt: skip
def count_anew(call: Call[None]) -> Reply:
    """One list, with what differed; or one step of the rebuild."""
    typed = read_long_form(call)
    try:
        if "queue" in typed:
            return _page(call, recounted=recount(typed["queue"]))
        take_step(typed.get("step", ""), _version(typed.get("version", "")), call.officer)
    except InvalidRequestError as error:
        return _page(call, HTTPStatus.UNPROCESSABLE_ENTITY, faults=in_words(call, tuple(error.faults)))
    except (StaleVersionError, TransitionRefusedError):
        told = get_services().messages.staff("admin", call.language)["counts_moved_on"]
        return _page(call, HTTPStatus.CONFLICT, faults={"rebuild": told})
    return go_to(call, "office/admin/counts")


def _page(call: Call[None], status: int = HTTPStatus.OK, **values: Any) -> Reply:  # noqa: ANN401
    services = get_services()
    editions = services.rebuild_figures.ledger.read_editions()
    rebuild, now = editions.rebuild, services.clock.now()
    differing = services.rebuild_figures.compare(editions)
    wait = max(0, round((rebuild.reads_from - now).total_seconds())) if rebuild else 0
    shown = {
        "counts": services.queue_counts.read_all(), "queues": COUNTED, "editions": editions, "rebuild": rebuild,
        "wait": wait, "figures": FIGURES, "differing": differing[:MOST_SHOWN], "differing_count": len(differing),
        "queue_words": services.messages.staff("queue", call.language), "services": services.catalogue.services,
    }  # fmt: skip
    return render_staff(call, "admin/counts", status, **{**shown, **values})


def _version(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < len("1000000000") else -1
