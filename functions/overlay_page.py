"""The page on which an administrator changes what is local: without data, it asks the office's API for everything."""

from typing import Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.web.overlays import build_overlays
from chalicelib.web.training import say_training
from functions._http import HTML, Call, Reply, endpoint
from functions._page import PAGE

routes = Blueprint(__name__)

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)


@endpoint(routes, "GET", "/overlays", summary="Changing what is local", **PAGE)
def get_overlays(_: Call[None]) -> Reply:
    """For the administrator. It speaks to this address, to nothing else."""
    services = get_services()
    page = build_overlays(services.assets, services.messages, services.shipped.catalogue)
    if services.ports.is_sandbox:
        page = say_training(page, services.messages)
    headers = {"Cache-Control": "public, max-age=300", "Content-Language": "id, en", "Content-Security-Policy": POLICY}
    return Reply(page, headers=headers, media_type=HTML)
