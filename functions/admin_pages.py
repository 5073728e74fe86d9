"""Pages of the administrator: who works here, who hands over, how long things wait, and what was changed."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final

from chalice.app import Blueprint
from pydantic import ValidationError

from chalicelib.bootstrap import get_services
from chalicelib.domain.access import Role
from chalicelib.domain.errors import Fault, InvalidRequestError, NotFoundError, StaleVersionError
from chalicelib.domain.identifiers import EmailAddress, InvalidIdentifierError
from chalicelib.domain.identifiers.opaque_ids import SAFE
from chalicelib.domain.overlay import LocalChanges, LocalLimits
from chalicelib.domain.rights import Right
from functions._admin_log import tell_event, tell_stale_entry, tell_stale_rules
from functions._forms import read_long_form, read_version
from functions._http import Call, Reply
from functions._page import go_to
from functions._problems import faults_of
from functions._staff_page import in_words, render_staff, staff_page

routes = Blueprint(__name__)

ADMIN: Final = "/office/admin"
OFFICERS: Final = ADMIN + "/officers"
OFFICER: Final = OFFICERS + "/{officer}"
PARTNERS: Final = ADMIN + "/partners"
PARTNER: Final = PARTNERS + "/{partner}"
LIMITS: Final = ADMIN + "/limits"
LOG: Final = ADMIN + "/log"
PAGE: Final = 50


@staff_page(routes, "GET", ADMIN, right=Right.READ_ADMINISTRATION, summary="Administration")
def get_admin(call: Call[None]) -> Reply:
    """What can be changed, and where."""
    return render_staff(call, "admin/home")


@staff_page(routes, "GET", OFFICERS, right=Right.ADMINISTER, summary="Who works at the office")
def show_officers(call: Call[None]) -> Reply:
    """Everybody who is listed, and a field for somebody new."""
    return _officers_page(call)


@staff_page(routes, "POST", OFFICERS, right=Right.ADMINISTER, summary="Look somebody up to list them", status=303)
def find_officer(call: Call[None]) -> Reply:
    """On to their entry, by id or by e-mail address, which stands in no address of ours; nothing is stored yet."""
    typed = read_long_form(call).get("officer", "").strip()
    if "@" in typed:
        return _find_expected(call, typed)
    if SAFE.fullmatch(typed) is None:
        faults = {"officer": get_services().messages.fault("symbol", {}, call.language)}
        return _officers_page(call, HTTPStatus.UNPROCESSABLE_ENTITY, faults=faults, typed=typed)
    return go_to(call, f"office/admin/officers/{typed}")


def _find_expected(call: Call[None], email: str) -> Reply:
    try:
        entry = get_services().administer.find_expected(email)
    except InvalidRequestError as error:
        faults = {"officer": " ".join(in_words(call, error.faults).values())}
        return _officers_page(call, HTTPStatus.UNPROCESSABLE_ENTITY, faults=faults, typed=email)
    return go_to(call, f"office/admin/officers/{entry.id}")


@staff_page(routes, "GET", OFFICER, right=Right.ADMINISTER, summary="What is listed of an officer")
def show_officer(call: Call[None]) -> Reply:
    """A form as it stands."""
    return _officer_page(call)


@staff_page(routes, "POST", OFFICER, right=Right.ADMINISTER, summary="Change what is listed of an officer", status=303)
def save_officer(call: Call[None]) -> Reply:
    """Or sign them out everywhere."""
    typed, service = read_long_form(call), get_services().administer
    name, seen = _name(call, "officer"), read_version(typed)
    if "sign_out" in typed:
        return _stored(call, _officer_page, lambda: service.sign_out(name, call.officer, seen))
    listed = get_services().ports.officers.get(name).roles
    return _stored(
        call, _officer_page,
        lambda: service.put_officer(
            name, name=typed.get("name", ""), roles=_roles(typed, listed), is_suspended="is_suspended" in typed,
            by=call.officer, seen=seen,
        ),
    )  # fmt: skip


@staff_page(routes, "GET", PARTNERS, right=Right.ADMINISTER, summary="Post offices that may hand over")
def show_partners(call: Call[None]) -> Reply:
    """The office's own list, those of the deployment, and a field for a new one."""
    return _partners_page(call)


@staff_page(routes, "POST", PARTNERS, right=Right.ADMINISTER, summary="Look a post office up to list it", status=303)
def find_partner(call: Call[None]) -> Reply:
    """On to its entry; nothing is stored yet."""
    typed = read_long_form(call).get("partner", "").strip()
    if SAFE.fullmatch(typed) is None:
        faults = {"partner": get_services().messages.fault("symbol", {}, call.language)}
        return _partners_page(call, HTTPStatus.UNPROCESSABLE_ENTITY, faults=faults, typed=typed)
    return go_to(call, f"office/admin/partners/{typed}")


@staff_page(routes, "GET", PARTNER, right=Right.ADMINISTER, summary="What is listed of a post office")
def show_partner(call: Call[None]) -> Reply:
    """A form as it stands, and its keys."""
    return _partner_page(call)


@staff_page(
    routes, "POST", PARTNER, right=Right.ADMINISTER, summary="Change what is listed of a post office", status=303
)
def save_partner(call: Call[None]) -> Reply:
    """Its name and address, a key more, or a key less."""
    typed, service = read_long_form(call), get_services().administer
    name, seen, by = _name(call, "partner"), read_version(typed), call.officer
    if kid := typed.get("withdraw"):
        return _stored(call, _partner_page, lambda: service.withdraw_key(name, kid, by, seen))
    if "jwk" in typed:
        return _stored(call, _partner_page, lambda: _add_key(name, typed["jwk"], call, seen))
    return _stored(
        call, _partner_page,
        lambda: service.put_partner(
            name, name=typed.get("name", ""), email=_email(typed.get("email", "")),
            is_suspended="is_suspended" in typed, by=by, seen=seen,
        ),
    )  # fmt: skip


@staff_page(routes, "GET", LIMITS, right=Right.ADMINISTER, summary="How long things wait")
def show_limits(call: Call[None]) -> Reply:
    """As shipped, and as the office chose."""
    return _limits_page(call)


@staff_page(routes, "POST", LIMITS, right=Right.ADMINISTER, summary="Change how long things wait", status=303)
def save_limits(call: Call[None]) -> Reply:
    """A new version of the overlay that holds at once; an older one can be taken up again like any other."""
    typed, service = read_long_form(call), get_services().maintain_overlays
    store = get_services().ports.overlays
    seen = store.holding_number()
    before = store.get(seen).changes if seen else LocalChanges()
    said = {name: value for name in LocalLimits.model_fields if (value := typed.get(name, "").strip())}
    try:
        if read_version(typed) != seen:
            raise StaleVersionError  # noqa: TRY301 - as `publish` does where it happens after this look
        limits = LocalLimits.model_validate(said)
        draft = service.save(before.model_copy(update={"limits": limits}), call.officer)
        service.publish(draft.number, call.officer, seen)
    except (ValidationError, InvalidRequestError) as error:
        found = tuple(faults_of(error) if isinstance(error, ValidationError) else error.faults)
        told = {field.removeprefix("limits."): sentence for field, sentence in in_words(call, found).items()}
        return _limits_page(call, HTTPStatus.UNPROCESSABLE_ENTITY, faults=told, typed=typed)
    except StaleVersionError:
        return _limits_page(call, HTTPStatus.CONFLICT, faults={"version": tell_stale_rules(call)}, typed=typed)
    return go_to(call, "office/admin/limits?done=yes")


@staff_page(routes, "GET", LOG, right=Right.READ_ADMINISTRATION, summary="What administrators did")
def show_admin_log(call: Call[None]) -> Reply:
    """Newest first."""
    events, cursor = get_services().ports.admin_log.list_events(call.query.get("cursor"), PAGE)
    told = [(event, tell_event(event, call.language)) for event in events]
    return render_staff(call, "admin/log", events=told, cursor=cursor)


def _officers_page(call: Call[None], status: int = HTTPStatus.OK, **values: Any) -> Reply:  # noqa: ANN401
    return render_staff(call, "admin/officers", status, officers=get_services().ports.officers.list_all(), **values)


def _officer_page(call: Call[None], status: int = HTTPStatus.OK, **values: Any) -> Reply:  # noqa: ANN401
    entry = get_services().ports.officers.get(_name(call, "officer"))
    shown = {"entry": entry, "roles": list(Role), "done": _done(call)}
    return render_staff(call, "admin/officer", status, **{**shown, **values})


def _partners_page(call: Call[None], status: int = HTTPStatus.OK, **values: Any) -> Reply:  # noqa: ANN401
    ports = get_services().ports
    listed = ports.partners.list_all()
    shipped = sorted({*ports.post.partners} - {entry.id for entry in listed})
    return render_staff(call, "admin/partners", status, partners=listed, shipped=shipped, **values)


def _partner_page(call: Call[None], status: int = HTTPStatus.OK, **values: Any) -> Reply:  # noqa: ANN401
    entry = get_services().ports.partners.get(_name(call, "partner"))
    return render_staff(call, "admin/partner", status, **{"entry": entry, "done": _done(call), **values})


def _limits_page(call: Call[None], status: int = HTTPStatus.OK, **values: Any) -> Reply:  # noqa: ANN401
    services = get_services()
    number = services.ports.overlays.holding_number()
    chosen = services.ports.overlays.get(number).changes.limits.said() if number else {}
    shipped = services.shipped.office.limits.model_dump()
    shown = {"names": list(LocalLimits.model_fields), "shipped": shipped, "typed": chosen, "version": number}
    return render_staff(call, "admin/limits", status, **{**shown, "done": _done(call), **values})


def _stored(call: Call[None], page: Callable[..., Reply], store: Callable[[], Any]) -> Reply:
    """Back to the page with what is stored now, or the same page with what is wrong and what was typed."""
    try:
        store()
    except InvalidRequestError as error:
        told = in_words(call, tuple(error.faults))
        typed = {name: text for name, text in read_long_form(call).items() if name != "jwk" or _is_public(error)}
        return page(call, HTTPStatus.UNPROCESSABLE_ENTITY, faults=told, typed=typed)
    except StaleVersionError:
        told = {"version": tell_stale_entry(call, call.path.get("officer") or call.path["partner"])}
        return page(call, HTTPStatus.PRECONDITION_FAILED, faults=told, typed=read_long_form(call))
    return go_to(call, f"{_own_path(call)}?done=yes")


def _is_public(error: InvalidRequestError) -> bool:
    """What is nobody else's to see is not shown again."""
    return all(fault.code != "private_key" for fault in error.faults)


def _own_path(call: Call[None]) -> str:
    kind = "officer" if "officer" in call.path else "partner"
    return f"office/admin/{kind}s/{call.path[kind]}"


def _add_key(partner: str, text: str, call: Call[None], seen: int) -> object:
    services = get_services()
    kid, jwk = services.ports.public_keys.read_key(text)
    return services.administer.add_key(partner, kid, jwk, call.officer, seen)


def _done(call: Call[None]) -> str:
    words = get_services().messages.staff("admin", call.language)
    return words["stored"] if call.method == "GET" and call.query.get("done") == "yes" else ""


def _roles(typed: Mapping[str, str], listed: frozenset[Role] | None) -> frozenset[Role] | None:
    """None: those of the token. Raises InvalidRequestError where roles were ticked that it would drop unsaid."""
    ticked = frozenset(role for role in Role if role in typed.get("role", "").split())
    if typed.get("from") == "list":
        return ticked
    if ticked - (listed or frozenset()):
        raise InvalidRequestError([Fault("roles", "roles_not_of_list")])
    return None


def _email(text: str) -> str:
    try:
        return str(EmailAddress.parse(text.strip())) if text.strip() else ""
    except InvalidIdentifierError as error:
        raise InvalidRequestError([Fault("email", error.code)]) from None


def _name(call: Call[None], part: str) -> str:
    if SAFE.fullmatch(call.path[part]) is None:
        raise NotFoundError
    return call.path[part]
