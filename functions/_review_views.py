"""What a reviewer's page shows of a case."""

import re
from collections.abc import Mapping
from typing import Any, Final

from chalicelib.bootstrap import get_services
from chalicelib.domain.applicant import ELSEWHERE, PersonalData
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue.words import ApplicantRole
from chalicelib.domain.document import VERDICT_REASONS, VerdictKind
from chalicelib.domain.events import AuditEvent
from chalicelib.domain.identifiers import InvalidIdentifierError, ReceiptNumber, RegionCode
from chalicelib.domain.lifecycle import CaseEvent, CaseState, ProductState
from chalicelib.domain.lifting import FITTING
from chalicelib.domain.milestone_list import list_fitting, list_reversible
from chalicelib.domain.notification import NoticeChannel
from chalicelib.domain.post.filing import SORTABLE
from chalicelib.domain.post.vocabulary import RescanReason
from chalicelib.domain.product import Product
from chalicelib.domain.production import TAKING_BACK, BackReason
from chalicelib.domain.review_desk import CallOutcome
from chalicelib.domain.rights import Right
from chalicelib.domain.seen import Sight
from chalicelib.domain.text import in_figures
from chalicelib.domain.told import Standing
from chalicelib.services.lay_out_case import Place, lay_out, next_open
from chalicelib.services.news_ways import NewsWay
from chalicelib.services.shared_number import MOST_COUNTED
from functions import _views as views
from functions._http import Call
from functions._queue_filters import as_query, read_filters, read_wish
from functions._seen import record_seen
from functions._staff_page import may
from functions._unreached_lines import UnreachedLine, show_untold

_NUMBER: Final = re.compile("[0-9]{1,5}")
UNTOLD: Final = frozenset(
    {"upload_requested", "upload_kept", "upload_inspected", "upload_parsed", "malware_scan_asked", "papers_read"}
)
"""What the audit keeps of how files are handled, and no officer needs to read."""

LIFTED: Final = "suppression_lifted"
MENDED: Final = {"numbers_corrected": "number", "contact_corrected": "contact", LIFTED: "lift"}
"""Corrections, and what the names of their fields begin with in the catalogue."""

STOP: Final = "stop"
"""What an address says of somebody who wants no further case after this one."""


def show_case(call: Call[Any], receipt: ReceiptNumber) -> dict[str, Any]:
    """Everything the page is made of.

    One read of the case, one of its history, one of its news that reached nobody, one of how its news stands, one of
    the ways that news goes, one of the queue, one of the family.
    """
    services = get_services()
    case, personal = services.find_cases.show(receipt, call.officer)
    findings = services.review_case.findings(case)
    places = lay_out(case, services.checklists.of(case), findings)
    shown = views.view_case(case, personal, findings, call.language)
    is_theirs = case.claim is not None and case.claim.officer == call.officer.id
    service = services.checklists.service(case.service)
    return {
        "case": case, "shown": shown, "service_name": service.name, "is_theirs": is_theirs, "version": case.version,
        "papers": [_paper(place, shown, call) for place in places],
        "state": services.messages.state(case.state, call.language), "gone": views.view_erased(case, call.language),
        "current": next_open(places, call.query.get("from", "")), "people": _people(personal), "personal": personal,
        "applies": _applies(case, call), "address": _address(personal, call),
        "lives_in": _lives_in(personal, call), "home": services.details.regions.home,
        "fields": _findings_of_fields(places, shown), "questions": _answers(case, call),
        "done": _done(call), "held": views.view_held(services.review.hold.present(), call.language),
        "reasons": VERDICT_REASONS, "verdicts": services.messages.words[call.language]["verdict_reasons"],
        "rejections": sorted(services.messages.rejection_codes), "outcomes": list(CallOutcome),
        "rescans": {reason: services.messages.post(reason, {}, call.language) for reason in RescanReason},
        "history": _history(case, personal, call), **_family(case),
        "beside": _beside(case, call), "alike": _alike(case, call), **_ahead(case, call),
        "refusals": _refusals(case, call), "steps": _steps(case, call), "back_reasons": tuple(BackReason),
        "awaited": services.review_case.count_awaited(case),
        "numbers": _numbers(case, personal, call), "untold": _untold(case, call), "standings": _standings(case, call),
        **_silent_ways(case, personal), "sharing": _sharing(case), "lift_reasons": FITTING,
        "unsorted": _unsorted(case, call), "images": services.find_cases.page_origin(),
        "is_sandbox": services.ports.is_sandbox or case.is_practice,
        "state_name": lambda state: services.messages.state(CaseState(state), call.language).label,
        "name_of": lambda code: services.checklists.service(code).name.in_language(call.language),
    }  # fmt: skip


def _paper(place: Place, shown: Any, call: Call[Any]) -> dict[str, Any]:  # noqa: ANN401 - the answer of the API
    services = get_services()
    choices = place.slot.choices if place.slot else place.document.choices if place.document else ()
    document = place.document
    out = next((known for known in shown.documents if document and known.document == document.id), None)
    findings = views.view_findings(place.findings, call.language)
    return {
        "slot": place.id,
        "id": document.id if document else "",
        "name": services.messages.papers(choices, services.catalogue, call.language) or place.id,
        "need": place.slot.need if place.slot else "",
        "can_send": place.slot is not None and "upload" in place.slot.ways,
        "out": out,
        "findings": [*(out.findings if out else ()), *findings],
        "verdict": document.verdict if document else None,
        "scans": [page for page in shown.scanned if page.slot == place.id and not page.aside],
    }


def _sharing(case: Case) -> dict[str, Any]:
    """In how many other cases the number stands, and how much it is sent at most."""
    services = get_services()
    others, caps = services.telling.shared_number.count_others(case), services.office.telling.caps
    return {
        "others": others, "is_most": others == MOST_COUNTED, "is_many": others >= caps.to_one_in_a_day,
        "in_a_day": caps.to_one_in_a_day, "in_a_month": caps.to_one_in_a_month,
    }  # fmt: skip


def _silent_ways(case: Case, personal: PersonalData | None) -> dict[str, list[NewsWay]]:
    """Those on which nothing goes to the resident any more, and those on which nothing ever did."""
    ways = get_services().telling.news_ways.of_case(case.receipt, personal) if personal else ()
    closed = [way for way in ways if way.closed and way.channel is not NoticeChannel.WHATSAPP]
    return {"stopped": [way for way in ways if way.stopped], "closed": closed}


def _people(personal: PersonalData | None) -> list[tuple[str, Any]]:
    if personal is None:
        return []
    return [(role, person) for role in ("applicant", "subject") if (person := getattr(personal, role)) is not None]


def _applies(case: Case, call: Call[Any]) -> str:
    """Who applies, seen from the person concerned; nothing where it was not said."""
    if case.applicant_role is None:
        return ""
    roles = get_services().checklists.service(case.service).vocabulary.roles
    said = roles[ApplicantRole(case.applicant_role)].in_language(call.language)
    return said[:1].upper() + said[1:]


def _address(personal: PersonalData | None, call: Call[Any]) -> list[str]:
    """As it was typed, a line for each part; kelurahan and kecamatan by name, or the code of one that has none."""
    address = personal.address if personal else None
    if address is None:
        return []
    words, regions = get_services().messages.staff("review", call.language), get_services().details.regions
    blocks = [f"RT {address.rt}" if address.rt else "", f"RW {address.rw}" if address.rw else ""]
    village = regions.village(address.village) if address.village else None
    district = regions.district(address.village) if address.village else None
    place = [
        words["village"].format(name=village.name if village else address.village) if address.village else "",
        words["district"].format(name=district.name) if district else "",
        address.city or "",
        str(address.postcode or ""),
    ]
    landmark = words["landmark"].format(text=address.landmark) if address.landmark else ""
    lines = (", ".join(filter(None, [address.street, " ".join(filter(None, blocks))])), landmark)
    return [line for line in (*lines, ", ".join(filter(None, place))) if line]


def _lives_in(personal: PersonalData | None, call: Call[Any]) -> str:
    """Kelurahan and kecamatan by name; nothing while nobody said."""
    words, regions = get_services().messages.staff("review", call.language), get_services().details.regions
    if personal is None or not personal.lives_in:
        return ""
    if personal.lives_in == ELSEWHERE:
        return words["lives_elsewhere"].format(city=regions.home.name)
    code = RegionCode.restore(personal.lives_in)
    village, district = regions.village(code), regions.district(code)
    return f"{village.name}, {district.name}" if village and district else personal.lives_in


def _findings_of_fields(places: list[Place], shown: Any) -> list[Any]:  # noqa: ANN401 - the answer of the API
    """Findings of the completeness check that belong to no paper."""
    slots = {place.id for place in places}
    return [finding for finding in shown.findings if finding.field not in slots]


def _answers(case: Case, call: Call[Any]) -> list[tuple[str, str]]:
    service = get_services().checklists.service(case.service)
    words = get_services().messages.pages(call.language)
    said = {True: words["yes"], False: words["no"]}

    def answer(question: Any) -> str:  # noqa: ANN401 - a question of the catalogue
        value = case.answers[question.name]
        names = {choice.value: choice.text.in_language(call.language) for choice in question.choices}
        return said[value] if isinstance(value, bool) else names.get(str(value), str(value))

    return [(q.text.in_language(call.language), answer(q)) for q in service.questions if q.name in case.answers]


def _history(case: Case, personal: PersonalData | None, call: Call[Any]) -> list[dict[str, Any]]:
    """The newest first. What a resident did to their own draft is not told, nor the machines' work on files."""
    notes = personal.call_notes if personal else {}
    events = reversed(get_services().find_cases.list_audit(case.receipt))
    told = [(event, _said(case, event, call)) for event in events if event.action not in UNTOLD]
    return [
        {"at": e.at, "by": e.actor.id, "said": said, "note": notes.get(str(e.move), "")} for e, said in told if said
    ]


def _said(case: Case, event: AuditEvent, call: Call[Any]) -> str:
    """The new state, if any, and what was done, with its reason."""
    services, words = get_services(), get_services().messages.staff("review", call.language)
    moved = event.from_state != event.to_state
    if not moved and event.to_state == CaseState.DRAFT:
        return ""
    state = services.messages.state(CaseState(event.to_state), call.language).label if moved else ""
    other = event.details.get("other", "")
    did = words.get(f"did_{event.action}", "").format_map(
        {
            "outcome": words.get(f"outcome_{event.details.get('outcome', '')}", ""),
            "other": ReceiptNumber.restore(other).format() if other else "",
        }
    )
    done = ": ".join(filter(None, [did, _about(case, event, call)]))
    return ". ".join(part.rstrip(".") for part in (state, done) if part)


def _about(case: Case, event: AuditEvent, call: Call[Any]) -> str:
    """Which paper or product it was, and the reason, in words."""
    messages, details = get_services().messages, event.details
    reason = details.get("reason", "")
    if event.action == "judged":
        return ", ".join(filter(None, [_paper_name(case, details, call), _judged(details, call)]))
    if event.action in {CaseEvent.REJECT, CaseEvent.CANCEL}:
        return messages.rejection(reason, call.language)
    if event.action == "called":
        return _told_by_call(details.get("told", ""), call)
    if event.action in MENDED:
        return _mended(event, call)
    if event.action == "rescan_asked":
        return messages.post(reason, {}, call.language)
    names = get_services().checklists.product_names(case) if "product" in details else {}
    name = names.get(details.get("product", ""))
    said = name.in_language(call.language) if name else ""
    why = messages.staff("review", call.language).get(f"why_{reason}", "") if event.action in TAKING_BACK else ""
    if event.action == "signature_refused":
        why = messages.staff("signing", call.language).get(f"reason_{reason}", "")
    if event.action in {"kept", "let_go"}:
        why = messages.staff("admin", call.language)[f"keep_{reason}"]
    return ", ".join(filter(None, [said, why]))


def _mended(event: AuditEvent, call: Call[Any]) -> str:
    """Which fields were corrected; or by which way news goes again, and what the resident said."""
    messages, details = get_services().messages, event.details
    words = messages.staff("review", call.language)
    if event.action == LIFTED:
        way = messages.staff("queue", call.language)[f"by_{details['channel']}"]
        said = words["lift_" + details["reason"]]
        return f"{way}. {said}"
    return ", ".join(words[f"{MENDED[event.action]}_{name}"] for name in details["fields"].split())


def _told_by_call(told: str, call: Call[Any]) -> str:
    """Which news a call brought that had reached nobody before."""
    messages = get_services().messages
    names = messages.staff("queue", call.language)
    news = ", ".join(names[f"news_{notice}"] for notice in told.split())
    return messages.staff("review", call.language)["call_told"].format(news=news) if news else ""


def _judged(details: Mapping[str, str], call: Call[Any]) -> str:
    messages, kind = get_services().messages, VerdictKind(details["verdict"])
    if kind is VerdictKind.ACCEPTED:
        return messages.staff("review", call.language)["accepted"]
    reason = details.get("reason", "")
    why = messages.verdict_reason(kind, reason, call.language) if reason else ""
    return " ".join(filter(None, [messages.verdict(kind, call.language).label, why]))


def _paper_name(case: Case, details: Mapping[str, str], call: Call[Any]) -> str:
    """As it was judged; of a judgement from before that was noted, as the document is now, if it is still there."""
    now = next((known.choices for known in case.documents if known.id == details["document"]), ())
    services = get_services()
    return services.messages.papers(details.get("paper", "").split() or now, services.catalogue, call.language)


def _family(case: Case) -> dict[str, Any]:
    family, count = get_services().review.beside.list_family(case)
    return {"family": family, "family_count": count}


def _refusals(case: Case, call: Call[Any]) -> list[dict[str, Any]]:
    """What a signer refused: which, when, why, and what is to be done about it."""
    services = get_services()
    names, words = services.checklists.product_names(case), services.messages.staff("signing", call.language)
    advice = services.messages.staff("review", call.language)
    return [
        {
            "name": names[product.id].in_language(call.language) if product.id in names else product.kind,
            "at": product.refusal.at,
            "reason": words[f"reason_{product.refusal.reason}"],
            "advice": advice[f"refused_{product.refusal.reason}"],
        }
        for product in case.products
        if product.refusal is not None
    ]


def _steps(case: Case, call: Call[Any]) -> list[dict[str, Any]]:
    """The products, each with its state and the milestones that can be recorded now; the case itself comes first."""
    if not may(call, Right.RECORD_MILESTONE, case.state):
        return []
    services = get_services()
    names = services.checklists.product_names(case)
    fitting = list_fitting(case, call.officer, services.clock.now())
    reversible = {one.product: one.milestone for one in list_reversible(case, call.officer, services.clock.now())}
    whole = {"product": "", "name": "", "state": services.messages.state(case.state, call.language).label}
    products: list[dict[str, Any]] = [
        {
            "product": product.id,
            "name": names[product.id].in_language(call.language) if product.id in names else product.kind,
            "state": services.messages.product_state(product.state, call.language),
            "printed_in": _batch_to_go_back(product) if may(call, Right.PRINT) else None,
            "is_double": product.is_duplicate_record,
        }
        for product in case.products
    ]
    told = [
        {
            **part,
            "milestones": [ordered.milestone for ordered in fitting if ordered.product == part["product"]],
            "back": reversible.get(part["product"], ""),
        }
        for part in [whole, *products]
    ]
    return [part for part in told if part["product"] or part["milestones"] or part["back"]]


def _numbers(case: Case, personal: PersonalData | None, call: Call[Any]) -> dict[str, str]:
    """What can be set right, as it stands: nothing in another's review, or where the personal part is gone."""
    is_anothers = case.state is CaseState.IN_REVIEW and case.holder != call.officer.id
    if personal is None or is_anothers or not may(call, Right.CORRECT_NUMBERS, case.state):
        return {}
    known = {
        "applicant_nik": personal.applicant.nik,
        **({"subject_nik": personal.subject.nik} if personal.subject else {}),
        "family_card_number": personal.family_card_number,
    }
    return {name: str(number or "") for name, number in known.items()}


def _untold(case: Case, call: Call[Any]) -> list[UnreachedLine]:
    """What the resident was not told, as the list of unreached residents says it."""
    services = get_services()
    words = services.messages.staff("queue", call.language)
    return [show_untold(news, case.receipt, words) for news in services.review.beside.list_untold(case.receipt)]


def _standings(case: Case, call: Call[Any]) -> list[dict[str, str]]:
    """Each news that holds, and how it stands."""
    services = get_services()
    words, names = (services.messages.staff(area, call.language) for area in ("review", "queue"))
    products = services.checklists.product_names(case)

    def line(found: Standing) -> dict[str, str]:
        name = products.get(found.news.product)
        of = f" ({name.in_language(call.language)})" if name else ""
        way = names[f"by_{found.channel}"] if found.channel else ""
        when = services.messages.date_time(services.office.local_time(found.at), call.language) if found.at else ""
        return {
            "news": names[f"news_{found.news.event}"] + of,
            "stand": words[f"stand_{found.stand}"].format(way=way, when=when),
        }

    return [line(found) for found in services.review.beside.list_standings(case)]


def _unsorted(case: Case, call: Call[Any]) -> int:
    """How many posted pages this officer can sort now: a case in review is its holder's alone."""
    is_anothers = case.claim is not None and case.claim.officer != call.officer.id
    can_sort = may(call, Right.RESOLVE_ENVELOPE) and case.state in SORTABLE and not is_anothers
    return len(case.unsorted()) if can_sort else 0


def _batch_to_go_back(product: Product) -> str | None:
    """The print batch in which a card can be recorded as bad: not while it is with its resident."""
    return product.printed_in if product.state in {ProductState.PRINTED, ProductState.READY} else None


def _alike(case: Case, call: Call[Any]) -> list[dict[str, str]]:
    """Cases that may be the same. `ended`: how one has ended for whose sake no other case ends any more."""
    messages, ended = get_services().messages, get_services().review.beside.list_ended(case)
    return [
        {
            "receipt": other, "number": other.format(),
            "ended": messages.state(ended[other], call.language).label if other in ended else "",
        }
        for other in map(ReceiptNumber.restore, case.possible_duplicates)
    ]  # fmt: skip


def _beside(case: Case, call: Call[Any]) -> dict[str, Any] | None:
    """The case to compare with, where one was asked for that looks alike."""
    try:
        other = ReceiptNumber.parse(call.query.get("beside", ""))
    except InvalidIdentifierError:
        return None
    if other not in {*case.possible_duplicates, *case.dismissed_duplicates}:
        return None
    services = get_services()
    found, personal = services.find_cases.read(other)
    record_seen(call, other, Sight.CASE)
    findings = services.review_case.findings(found)
    places = lay_out(found, services.checklists.of(found), findings)
    shown = views.view_case(found, personal, findings, call.language)
    return {
        "case": found, "personal": personal, "people": _people(personal),
        "papers": [_paper(place, shown, call) for place in places if place.document],
    }  # fmt: skip


def read_way(call: Call[Any]) -> str:
    """The filters that the officer came with, and whether they want to stop, as they stand in an address."""
    stop = {STOP: "yes"} if call.query.get(STOP) else {}
    return as_query(read_filters(call.query) | stop)


def _ahead(case: Case, call: Call[Any]) -> dict[str, Any]:
    """The case that waits longest of those the officer wants; it stays nobody's until a form takes it.

    With the rules by which a browser fetches its page ahead, although that is a page that is not kept.
    """
    way, filters = read_way(call), read_filters(call.query)
    is_theirs = case.claim is not None and case.claim.officer == call.officer.id
    is_wanted = may(call, Right.CLAIM) and not is_theirs
    peeked = get_services().take_next.peek(read_wish(filters), case.receipt) if is_wanted else None
    address = f"{call.root}office/cases/{peeked}?{way}lang={call.language}"
    rules = {"prefetch": [{"urls": [address], "eagerness": "immediate"}]}
    return {"next": str(peeked or ""), "ahead": rules, "way": way, "filters": filters, "stops": STOP in call.query}


def _none(call: Call[Any], words: Mapping[str, str]) -> str:
    """That none waits; or where the search was cut off, how many were looked at."""
    number = call.query["none"]
    if not _NUMBER.fullmatch(number):
        return words["none_waits"]
    return words["none_fits"].format(number=in_figures(int(number), call.language))


def _done(call: Call[Any]) -> str:
    """What was done last; to which case, where another one followed it, and that none does, where none waits."""
    if call.method != "GET":
        return ""
    words = get_services().messages.staff("review", call.language)
    done = words.get(f"done_{call.query.get('done', '')}", "")
    try:
        before = ReceiptNumber.parse(call.query.get("after", "")).format()
    except InvalidIdentifierError:
        return " ".join((done, _none(call, words))) if done and "none" in call.query else done
    return words["done_before"].format(receipt=before, done=done) if done else ""
