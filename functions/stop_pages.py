"""Where news to one address ends and begins again: the link in each mail is the key, and nobody signs in.

Only a POST changes anything: programs that look at links before people do open them by GET.
"""

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from functions._forms import read_long_form
from functions._http import HTML, Audience, Call, Reply, endpoint
from functions._page import PAGE, render_private
from functions._schemas.answers import NewsOut
from functions._schemas.requests import NewsRequest

routes = Blueprint(__name__)

KEY = "k"
ONE_CLICK = ("List-Unsubscribe", "One-Click")
"""What a mail program posts by itself (RFC 8058, section 3.2), without cookies and from anywhere."""


@endpoint(routes, "GET", "/stop", **PAGE, summary="Stop news to an address: what that does", problems=[404])
def show_stop(call: Call[None]) -> Reply:
    """How the address stands, what would end and what remains."""
    return _page(call)


@endpoint(
    routes, "POST", "/stop", **PAGE, summary="Stop news to an address, or have it again", problems=[404, 413],
    is_open_to_others=True,
)  # fmt: skip
def change_stop(call: Call[None]) -> Reply:
    """Stop, by one click in a mail program or on the page; or go on. The same again changes nothing."""
    typed, token = read_long_form(call), call.query.get(KEY, "")
    is_one_click = typed.get(ONE_CLICK[0]) == ONE_CLICK[1]
    if is_one_click or typed.get("do") in {"stop", "resume"}:
        get_services().telling.opt_out.by_link(token, wants_news=not is_one_click and typed["do"] == "resume")
    return Reply(b"OK", media_type=HTML) if is_one_click else _page(call)


@endpoint(
    routes, "PUT", "/v1/news", audience=Audience.PUBLIC, summary="Stop news to an address, or have it again",
    request=NewsRequest, response=NewsOut, problems=[404],
)  # fmt: skip
def set_news(call: Call[NewsRequest]) -> Reply:
    """With the token of the link in a mail. `reason` says why nothing is sent: only `opted_out` can be taken back."""
    found = get_services().telling.opt_out.by_link(call.body.token, wants_news=call.body.wants_news)
    return Reply(NewsOut(channel=found.channel, is_stopped=found.is_stopped, reason=found.reason))


def _page(call: Call[None]) -> Reply:
    token = call.query.get(KEY, "")
    return render_private(
        call, "stop", kept=(KEY,), stop_key=token, standing=get_services().telling.opt_out.read(token)
    )
