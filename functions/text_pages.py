"""The administrator's pages of what residents are told: how long each text is, and the texts of one event."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.errors import Fault, InvalidRequestError, NotFoundError, StaleVersionError
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.messages import count_segments
from chalicelib.domain.messages.gsm7 import MOST_PARTS, count_characters
from chalicelib.domain.messages.notice_samples import Sample, Samples
from chalicelib.domain.messages.shape import NOTICE_VALUES
from chalicelib.domain.rights import Right
from chalicelib.domain.text import Language, Text
from chalicelib.services.edit_texts import PARTS, Words
from functions._admin_log import tell_stale_rules
from functions._forms import read_long_form, read_version
from functions._http import Call, Reply
from functions._page import go_to
from functions._staff_page import render_staff, staff_page

routes = Blueprint(__name__)

TEXTS: Final = "/office/admin/texts"
MAIL: Final = TEXTS + "/mail.html"
LETTER: Final = TEXTS + "/letter.pdf"
HTML: Final = "text/html; charset=utf-8"
PDF: Final = "application/pdf"
MAIL_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox allow-popups"
"""A mail brings its own style, and can do nothing."""


@dataclass(frozen=True, slots=True)
class Line:
    """One event: its name, its longest short text in each language, and whether the office says it itself."""

    event: NoticeEvent
    name: str
    longest: Mapping[Language, Sample]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form. `values`, `characters` and `parts` are of a text message at its longest values."""

    name: str
    part: str
    language: Language
    typed: str
    shipped: str
    values: str = ""
    characters: int = 0
    parts: int = 0


@staff_page(routes, "GET", TEXTS, right=Right.ADMINISTER, summary="What residents are told, event by event")
def show_texts(call: Call[None]) -> Reply:
    """A line for each event; with `event` its texts as they hold."""
    if "event" not in call.query:
        return render_staff(call, "admin/texts", lines=_lines(call), most_parts=MOST_PARTS, languages=list(Language))
    words = get_services().edit_texts.read(_event(call.query["event"]))
    return _page(call, words, _typed_of(words), get_services().edit_texts.samples())


@staff_page(routes, "POST", TEXTS, right=Right.ADMINISTER, summary="Rewrite what residents are told", status=303)
def save_texts(call: Call[None]) -> Reply:
    """Look at it as it would be told, or let it hold at once: a version of the overlay like any other."""
    form, service = read_long_form(call), get_services().edit_texts
    words = service.read(_event(form.get("event", "")))
    typed = _typed_in(form, words)
    texts = _texts(words, typed)
    try:
        samples = service.try_out(texts)
        if form.get("do") != "look":
            service.save(texts, read_version(form), call.officer)
            return go_to(call, f"office/admin/texts?event={words.event}&done=yes")
    except InvalidRequestError as error:
        told = _in_words(call, words.event, error.faults)
        return _page(call, words, typed, service.samples(), HTTPStatus.UNPROCESSABLE_ENTITY, faults=told)
    except StaleVersionError:
        stale = {"version": tell_stale_rules(call)}
        return _page(call, words, typed, samples, HTTPStatus.CONFLICT, faults=stale, holding=_typed_of(words))
    return _page(call, words, typed, samples, seen=read_version(form))


@staff_page(
    routes, "POST", MAIL, right=Right.ADMINISTER, summary="The mail of an event, as mail programs show it",
    problems=(422,),
)  # fmt: skip
def show_mail(call: Call[None]) -> Reply:
    """With what is typed, at its longest; nothing is stored."""

    def show(event: NoticeEvent, language: Language, samples: Samples) -> Reply:
        forms = get_services().show_texts.forms(event, samples)
        (page,) = [form.html for form in forms if form.html and form.language is language]
        return Reply(page.encode(), headers={"Content-Security-Policy": MAIL_POLICY}, media_type=HTML)

    return _as_sent(call, show)


@staff_page(
    routes, "POST", LETTER, right=Right.ADMINISTER, summary="The letter of an event, as it is printed",
    media_type=PDF, problems=(404, 422),
)  # fmt: skip
def show_letter(call: Call[None]) -> Reply:
    """The same, to nobody."""

    def show(event: NoticeEvent, language: Language, samples: Samples) -> Reply:
        pdf = get_services().show_texts.letter(event, language, samples)
        return Reply(pdf, headers={"Content-Disposition": 'inline; filename="surat.pdf"'}, media_type=PDF)

    return _as_sent(call, show)


def _as_sent(call: Call[None], show: Callable[[NoticeEvent, Language, Samples], Reply]) -> Reply:
    """What the form says, shown; or the form again with all that is wrong."""
    form, service = read_long_form(call), get_services().edit_texts
    words = service.read(_event(form.get("event", "")))
    typed = _typed_in(form, words)
    try:
        return show(words.event, _language(form.get("spoken", "")), service.try_out(_texts(words, typed)))
    except InvalidRequestError as error:
        told = _in_words(call, words.event, error.faults)
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _page(call, words, typed, service.samples(), status, faults=told, seen=read_version(form))


def _typed_in(form: Mapping[str, str], words: Words) -> dict[str, str]:
    return {name: form.get(name, "").replace("\r\n", "\n").strip() for name in _typed_of(words)}


def _lines(call: Call[None]) -> list[Line]:
    samples, names = get_services().edit_texts.samples(), get_services().messages.staff("queue", call.language)
    return [
        Line(event, names[f"news_{event}"], {language: samples.longest(event, language) for language in Language})
        for event in NoticeEvent
    ]


def _page(
    call: Call[None],
    words: Words,
    typed: Mapping[str, str],
    samples: Samples,
    status: int = HTTPStatus.OK,
    **more: Any,  # noqa: ANN401
) -> Reply:
    services = get_services()
    said = services.messages.staff("admin", call.language)
    is_stored = call.method == "GET" and call.query.get("done") == "yes"
    shown = {
        "event": words.event,
        "name": services.messages.staff("queue", call.language)[f"news_{words.event}"],
        "seen": words.version,
        "fields": [_field(words, name, typed[name], samples) for name in typed],
        "values": sorted(NOTICE_VALUES[words.event]),
        "forms": services.show_texts.forms(words.event, samples),
        "most_parts": MOST_PARTS,
        "done": said["stored"] if is_stored else "",
    }
    return render_staff(call, "admin/text", status, **{**shown, **more})


def _field(words: Words, name: str, typed: str, samples: Samples) -> Field:
    form, part, language = name.split("_")
    path, code = f"notices/{words.event}/{form}/{part}", Language(language)
    field = Field(name, f"{form}_{part}", code, typed, words.shipped[path].in_language(code))
    if form != "sms":
        return field
    known = samples.longest(words.event, code).known
    filled = re.sub(r"{(\w+)}", lambda found: known.get(found[1], found[0]), typed)
    return replace(
        field, values=json.dumps(dict(known)), characters=count_characters(filled), parts=count_segments(filled)
    )


def _typed_of(words: Words) -> dict[str, str]:
    return {
        f"{part.replace('/', '_')}_{language}": words.texts[f"notices/{words.event}/{part}"].in_language(language)
        for part in PARTS
        for language in Language
    }


def _texts(words: Words, typed: Mapping[str, str]) -> dict[str, Text]:
    """An emptied field goes back to what is shipped."""
    texts = {}
    for part in PARTS:
        path, name = f"notices/{words.event}/{part}", part.replace("/", "_")
        own = {language: typed[f"{name}_{language}"] for language in Language}
        shipped = words.shipped[path]
        texts[path] = Text(**{str(language): said or shipped.in_language(language) for language, said in own.items()})
    return texts


def _in_words(call: Call[None], event: NoticeEvent, faults: tuple[Fault, ...]) -> dict[str, str]:
    """Every sentence of a field beside it; what is wrong with another text of the office is said by its path."""
    messages, told = get_services().messages, dict[str, str]()
    for fault in faults:
        path = fault.field.removeprefix(f"messages.notices/{event}/")
        name, sentence = (
            path.replace("/", "_").replace(".", "_"),
            messages.fault(fault.code, dict(fault.params), call.language),
        )
        told[name] = f"{told.get(name, '')} {sentence if name != path else f'{path}: {sentence}'}".strip()
    return told


def _event(text: str) -> NoticeEvent:
    try:
        return NoticeEvent(text)
    except ValueError:
        raise NotFoundError from None


def _language(text: str) -> Language:
    try:
        return Language(text)
    except ValueError:
        raise NotFoundError from None
