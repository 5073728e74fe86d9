"""The officer's desk for posted papers: a page without data, which asks the office's API for everything."""

from typing import Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.web.desk import build_desk
from chalicelib.web.training import say_training
from functions._http import HTML, Call, Reply, endpoint
from functions._page import PAGE

routes = Blueprint(__name__)

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: {pages}; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)


@endpoint(routes, "GET", "/desk", summary="The officer's desk", **PAGE)
def get_desk(_: Call[None]) -> Reply:
    """For the officer. It may speak to this address and show pictures of the bucket of page images, nothing else."""
    services = get_services()
    page = build_desk(services.assets, services.messages, services.catalogue, services.details.regions)
    if services.ports.is_sandbox:
        page = say_training(page, services.messages)
    policy = POLICY.format(pages=services.find_cases.page_origin())
    headers = {"Cache-Control": "public, max-age=300", "Content-Language": "id, en", "Content-Security-Policy": policy}
    return Reply(page, headers=headers, media_type=HTML)
