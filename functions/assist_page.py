"""The page on which staff apply for a resident: without data, it asks the office's API for everything."""

from typing import Final
from urllib.parse import urlsplit

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.web.assist import build_assist
from chalicelib.web.training import say_training
from functions._http import HTML, Call, Reply, endpoint
from functions._page import PAGE

routes = Blueprint(__name__)

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action {residents}; frame-ancestors 'none'; require-trusted-types-for 'script'"
)


@endpoint(routes, "GET", "/assist", summary="Applying for a resident", **PAGE)
def get_assist(_: Call[None]) -> Reply:
    """For who helps a resident. Its forms go to the residents' pages; it speaks to this address, to nothing else."""
    services = get_services()
    page = build_assist(services.assets, services.messages, services.catalogue)
    if services.ports.is_sandbox:
        page = say_training(page, services.messages)
    residents = urlsplit(services.public_url)
    policy = POLICY.format(residents=f"{residents.scheme}://{residents.netloc}")
    headers = {"Cache-Control": "public, max-age=300", "Content-Language": "id, en", "Content-Security-Policy": policy}
    return Reply(page, headers=headers, media_type=HTML)
