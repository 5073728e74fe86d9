"""The post office's station: a page without data, and a look at a manifest before it is signed."""

from typing import Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.access import Role
from chalicelib.domain.post.manifest import MOST_BYTES, Manifest
from chalicelib.domain.post.reading import read_manifest
from chalicelib.web.station import build_station
from chalicelib.web.training import say_training
from functions import _post_views as views
from functions._http import HTML, Audience, Call, Reply, endpoint
from functions._page import PAGE
from functions._schemas import post
from functions.authorizer import authorize_staff

routes = Blueprint(__name__)

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self' {scans}; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)


@endpoint(routes, "GET", "/post", summary="The post office's station", **PAGE)
def get_station(_: Call[None]) -> Reply:
    """For the clerk who scans. It may speak to this address and to the bucket of scans, to nothing else."""
    services = get_services()
    page = build_station(services.assets, services.messages)
    if services.ports.is_sandbox:
        page = say_training(page, services.messages)
    policy = POLICY.format(scans=services.post.hand_over_batch.upload_origin())
    headers = {"Cache-Control": "public, max-age=300", "Content-Language": "id, en", "Content-Security-Policy": policy}
    return Reply(page, headers=headers, media_type=HTML)


@endpoint(
    routes, "POST", "/v1/manifest-checks", audience=Audience.PARTNER, authorizer=authorize_staff,
    roles=(Role.POST_OFFICE,), summary="Look at a manifest", request=Manifest, response=post.ManifestCheck,
    problems=[413], most_bytes=MOST_BYTES, is_raw=True,
)  # fmt: skip
def check_manifest(call: Call[None]) -> Reply:
    """Every fault of it, and nothing is kept: neither signature, sequence nor rescans are looked at."""
    return Reply(views.view_check(read_manifest(call.raw), call.language))
