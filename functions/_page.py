"""How the residents' pages are made into answers."""

from collections.abc import Collection, Mapping
from http import HTTPStatus
from typing import Any, Final

from chalicelib.bootstrap import get_services
from chalicelib.domain.errors import Fault
from functions._forms import read_form
from functions._http import HTML, Audience, Call, Reply
from functions._packing import packed

PAGE: Final[Mapping[str, Any]] = {"audience": Audience.PUBLIC, "media_type": HTML, "is_page": True}
CACHED: Final = "public, max-age=300"
OF_STEPS: Final = ("from", "doubt")
NOT_KEPT: Final = "no-store"

MOST_SUGGESTIONS: Final = 3
"""Numbers like a mistyped one that are told; nothing was looked up for them."""


def render_page(call: Call[Any], template: str, kept: Collection[str] = (), **values: Any) -> Reply:  # noqa: ANN401
    """A page that any cache may hold. `kept`: what of the address goes on behind a click on the other language."""
    return _rendered(call, template, kept, CACHED, HTTPStatus.OK, values)


def render_private(
    call: Call[Any],
    template: str,
    status: int = HTTPStatus.OK,
    *,
    kept: Collection[str] = OF_STEPS,
    **values: Any,  # noqa: ANN401
) -> Reply:
    """A page that nobody keeps. Behind a click on the other language, an answer to a form is asked for by that form."""
    if call.method == "POST" and "elsewhere" not in values:
        values["repost"] = {name: value for name, value in read_form(call).items() if name != "pin"}
    return _rendered(call, template, kept, NOT_KEPT, status, values)


def _rendered(
    call: Call[Any], template: str, kept: Collection[str], cache: str, status: int, values: Mapping[str, Any]
) -> Reply:
    query = {name: value for name, value in call.query.items() if name in kept}
    depth = call.root.count("../")
    page, policy = get_services().pages.render(template, call.language, depth, query=query, **values)
    headers = {"Cache-Control": cache, "Content-Language": call.language.value, "Content-Security-Policy": policy}
    return packed(Reply(page, status, headers, HTML), call.headers)


def go_to(call: Call[Any], path: str, cookies: tuple[str, ...] = ()) -> Reply:
    """On to another page of this site, by GET (RFC 9110, section 15.4.4), wherever its root lies."""
    path, _, query = path.partition("?")
    query = f"{query}&" if query else ""
    return Reply(
        None, HTTPStatus.SEE_OTHER, {"Location": f"{call.root}{path}?{query}lang={call.language}"}, HTML, cookies
    )


def sentences(faults: tuple[Fault, ...], call: Call[Any]) -> dict[str, str]:
    """What is wrong with each field, in words."""
    messages = get_services().messages

    def said(fault: Fault) -> str:
        params = dict(fault.params)
        likely = params.pop("suggestions", "").split()[:MOST_SUGGESTIONS]
        sentence = messages.fault(fault.code, params, call.language)
        words = messages.pages(call.language)["did_you_mean"]
        return f"{sentence} {words.format(numbers=', '.join(likely))}" if likely else sentence

    return {fault.field.removeprefix("answers."): said(fault) for fault in faults}
