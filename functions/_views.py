"""From the domain to what callers see; the only place that picks words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from chalicelib.bootstrap import get_services
from chalicelib.domain.applicant import PersonalData
from chalicelib.domain.case import Asked, Case
from chalicelib.domain.catalogue import Service
from chalicelib.domain.checklist import Checklist, Slot
from chalicelib.domain.document import UNSORTED, Document, MediaType, Upload, UploadState
from chalicelib.domain.drafts import answered_by
from chalicelib.domain.errors import Fault
from chalicelib.domain.finding import Finding, is_unreadable
from chalicelib.domain.holds import Holds, due_of_line
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.notification import Untold
from chalicelib.domain.product import Product
from chalicelib.domain.reading import sum_up
from chalicelib.domain.text import Language
from chalicelib.services.find_cases import list_pages
from chalicelib.services.news_ways import NewsWay
from chalicelib.services.page_links import PAGE_LINK_SECONDS, PageLinks
from functions._problems import HttpProblem
from functions._schemas import answers
from functions._schemas.base import FaultOut, Problem

_RUNNING: Final = frozenset({CaseState.COMPLETE, CaseState.IN_PROCESS})
_CONCERNED: Final = _RUNNING | {CaseState.SUBMITTED, CaseState.IN_REVIEW, CaseState.RETURNED}
"""States in which time stands still while the central system is down."""


def view_news_ways(ways: Iterable[NewsWay]) -> answers.NewsWayList:
    """The ways to a resident as the API tells them."""
    return answers.NewsWayList(
        items=[
            answers.NewsWayOut(
                channel=way.channel,
                address=way.masked,
                reason=way.stopped.reason if way.stopped else None,
                since=way.stopped.since if way.stopped else None,
                closed=way.closed,
                is_here=way.is_here,
            )
            for way in ways
        ]
    )


PROBLEM_TYPES = "https://loket.id/problems/"


def view_problem(problem: HttpProblem, faults: Sequence[Fault | Finding], language: Language) -> Problem:
    """A problem in words."""
    words = get_services().messages.problem(problem.code, language)
    return Problem(
        type=PROBLEM_TYPES + problem.code,
        title=words.title,
        status=problem.status,
        detail=words.detail,
        errors=[view_finding(f, language) if isinstance(f, Finding) else _view_fault(f, language) for f in faults],
    )


def view_problem_page(problem: HttpProblem, language: Language, depth: int, *, is_asked: bool) -> tuple[bytes, str]:
    """The same for people: a page, and the policy that it is sent with. `is_asked`: its address can be asked for."""
    services = get_services()
    words = services.messages.problem(problem.code, language)
    unlinked = {} if is_asked else {"elsewhere": ""}
    return services.pages.render("problem", language, depth, query={}, words=words, **unlinked)


def _view_fault(fault: Fault, language: Language) -> FaultOut:
    params = dict(fault.params)
    suggestions = params.pop("suggestions", "").split()
    message = get_services().messages.fault(fault.code, params, language)
    return FaultOut(field=fault.field, code=fault.code, message=message, suggestions=suggestions, facts=params)


def view_finding(finding: Finding, language: Language) -> FaultOut:
    """A finding in words."""
    services = get_services()
    reason, advice = services.messages.finding(finding, services.catalogue, language)
    return FaultOut(field=finding.where, code=finding.code, severity=finding.severity, message=reason, advice=advice)


def view_findings(findings: Iterable[Finding], language: Language) -> list[FaultOut]:
    """All of them, in order."""
    return [view_finding(finding, language) for finding in findings]


def view_slot(service: Service, slot: Slot) -> answers.SlotOut:
    """One paper of a checklist."""
    return answers.SlotOut(
        slot=slot.id,
        choices=list(slot.choices),
        names=[service.documents[code].name for code in slot.choices],
        need=slot.need,
        ways=list(slot.ways),
        bring_original=slot.surrender,
        max_age_days=slot.max_age_days,
        reason=slot.reason,
        sources=list(slot.sources),
    )


def view_checklist(code: str, checklist: Checklist) -> answers.ChecklistOut:
    """A checklist in both languages."""
    service = get_services().checklists.service(code)
    return answers.ChecklistOut(
        service=code,
        slots=[view_slot(service, slot) for slot in checklist.slots],
        unanswered=list(checklist.unanswered),
        obstacles=[answers.ObstacleOut(code=item.code, reason=item.text) for item in checklist.obstacles],
        first=list(checklist.depends_on),
    )


def view_service(service: Service) -> answers.ServiceOut:
    """What a resident should know before they start."""
    return answers.ServiceOut(
        **view_service_summary(service).model_dump(),
        service_time_hours=service.service_time_hours,
        applicant_roles=list(service.who_may_apply),
        questions=[
            answers.QuestionOut(
                name=question.name,
                kind=question.kind,
                text=question.text,
                help=question.help,
                choices=tuple(choice.model_dump() for choice in question.choices),
            )
            for question in service.questions
        ],
        products=[product.name for product in service.products],
        bring=[item.bring for item in service.withdraws],
        in_person=service.in_person,
        validity=service.validity,
        legal=[service.vocabulary.cite(reference) for reference in service.legal],
    )


def view_service_summary(service: Service) -> answers.ServiceSummary:
    """One line of the list of services."""
    return answers.ServiceSummary(
        code=service.code,
        group=service.group,
        name=service.name,
        online=service.online,
        by_post=service.by_post,
        counter_only=service.counter_only,
    )


def view_upload(upload: Upload, language: Language) -> answers.UploadOut:
    """One file."""
    return answers.UploadOut(
        upload_id=upload.id,
        slot=upload.slot,
        state=upload.state,
        media_type=upload.detected_type or upload.media_type or MediaType.JPEG,
        size=upload.size,
        pages=len(upload.pages),
        unreadable=is_unreadable(upload.findings),
        kept=upload.kept,
        findings=view_findings(upload.findings, language),
    )


def due_of(case: Case) -> datetime | None:
    """When a case is due, with the time in which the central system was down."""
    return case.clock.due_with(get_services().review.hold.present().spans) if case.clock.started_at else None


def view_held(holds: Holds, language: Language, words: str = "held") -> answers.HeldOut | None:
    """Since when the central system is down, in words; None while it is up."""
    services, hold = get_services(), holds.present
    if hold is None:
        return None

    def when(moment: datetime) -> str:
        return services.messages.date_time(services.office.local_time(moment), language)

    pages = services.messages.pages(language)
    until = hold.expected_until
    told = [pages[words].format(since=when(hold.since), reason=pages[f"held_{hold.reason}"])]
    if until is not None:
        is_over = until <= services.clock.now()
        told.append(pages["held_longer"] if is_over else pages["held_until"].format(until=when(until)))
    return answers.HeldOut(since=hold.since, expected_until=until, reason=hold.reason, text=" ".join(told))


def view_held_for(case: Case, language: Language) -> answers.HeldOut | None:
    """The same for the resident of a case; None where no time of theirs runs."""
    if case.state not in _CONCERNED:
        return None
    words = "held_answer" if case.state is CaseState.RETURNED else "held"
    return view_held(get_services().review.hold.present(), language, words)


def view_erased(case: Case, language: Language) -> answers.ErasedOut | None:
    """What of an ended case is gone and since which day of the office; None while all is there."""
    services, erasure = get_services(), case.erasure
    if erasure.papers_at is None:
        return None
    days = [services.office.local_time(at).date() for at in (erasure.papers_at, erasure.personal_at) if at]
    words, spoken = services.messages.pages(language), [services.messages.date(day, language) for day in days]
    text = words["papers_erased"].format(day=spoken[0], rule=_rule(erasure.papers_days, words))
    if len(days) > 1:
        text += " " + words["personal_erased"].format(day=spoken[1], rule=_rule(erasure.personal_days, words))
    return answers.ErasedOut(papers_on=days[0], personal_on=days[1] if len(days) > 1 else None, text=text)


def _rule(days: int | None, words: Mapping[str, str]) -> str:
    return words["erased_by_days"].format(days=days) if days is not None else words["erased_by_schedule"]


def view_status(case: Case, language: Language) -> answers.CaseStatus:
    """Where a case stands; made of the case alone, without its personal part."""
    services = get_services()
    words = services.messages.state(case.state, language)
    service = services.checklists.service(case.service)
    is_ready = any(product.state is ProductState.READY for product in case.products)
    explanation, next_step = words.explanation, words.next_step
    if any(product.is_duplicate_record for product in case.products):
        pages = services.messages.pages(language)
        explanation, next_step = pages["duplicate_record_now"], pages["duplicate_record_next"]
    return answers.CaseStatus(
        application_id=case.receipt,
        receipt_number=case.receipt.format(),
        service=case.service,
        service_name=service.name.in_language(language),
        state=case.state,
        label=words.label,
        explanation=explanation,
        erased=view_erased(case, language),
        next_step=next_step,
        reason=services.messages.rejection(case.ended_because, language) if case.ended_because else None,
        version=case.version,
        received_at=case.received_at,
        due_at=due_of(case) if case.state in _RUNNING else None,
        held=view_held_for(case, language),
        history=_view_history(case, language),
        asked=[view_asked(service, case, item, language) for item in case.asked],
        products=[view_product(product, language) for product in case.products],
        bring=[item.bring.in_language(language) for item in services.checklists.withdrawals(case)] if is_ready else [],
        pick_up=_pick_up(language) if is_ready and not case.sent_by_post else None,
    )


def answer_by(case: Case, language: Language) -> str:
    """The last day on which a returned case can be answered, in words; empty for any other."""
    services = get_services()
    if case.state is not CaseState.RETURNED:
        return ""
    return services.messages.date(answered_by(case, services.office, services.review.hold.so_far()), language)


def _pick_up(language: Language) -> str:
    office = get_services().office
    return f"{office.pick_up.in_language(language)}, {office.address}. {office.hours.in_language(language)}."


def _view_history(case: Case, language: Language) -> list[answers.StepOut]:
    messages = get_services().messages
    return [
        answers.StepOut(state=step.state, label=messages.state(step.state, language).label, at=step.at)
        for step in case.history
    ]


def view_asked(service: Service, case: Case, asked: Asked, language: Language) -> answers.AskedOut:
    """One thing asked of the resident, with why and what to do."""
    services = get_services()
    if asked.finding is not None:
        reason, advice = services.messages.finding(asked.finding, services.catalogue, language)
    else:
        words = services.messages.verdict(asked.reason, language)
        because = services.messages.verdict_reason(asked.reason, asked.because, language)
        reason, advice = " ".join(filter(None, [f"{words.label}." if because else words.label, because])), words.advice
    slot = services.checklists.of(case).find_slot(asked.slot)
    choices = slot.choices if slot else ()
    name = " / ".join(service.documents[code].name.in_language(language) for code in choices) or asked.slot
    return answers.AskedOut(slot=asked.slot, name=name, reason=reason, advice=advice, note=asked.note)


def view_product(product: Product, language: Language) -> answers.ProductOut:
    """One product."""
    return answers.ProductOut(
        product=product.id,
        kind=product.kind,
        state=product.state,
        label=get_services().messages.product_state(product.state, language),
        ready_at=product.ready_at,
        postal_number=product.postal_number,
        has_document=product.offers_document,
        note=_duplicate_record(language) if product.is_duplicate_record else [],
    )


def _view_for_staff(product: Product, language: Language) -> answers.ProductOut:
    refused = product.refusal.reason if product.refusal else None
    told = {
        "has_document": product.result is not None, "refused_because": refused, "printed_in": product.printed_in,
    }  # fmt: skip
    return view_product(product, language).model_copy(update=told)


def _duplicate_record(language: Language) -> list[str]:
    office, words = get_services().office, get_services().messages.pages(language)
    place = {"address": office.address, "hours": office.hours.in_language(language)}
    names = ("duplicate_record", "duplicate_record_do", "duplicate_record_whom")
    return [words[name].format_map(place) for name in names]


def view_application(
    case: Case, checklist: Checklist, findings: Sequence[Finding], language: Language
) -> answers.ApplicationOut:
    """A resident's own application."""
    return answers.ApplicationOut(
        status=view_status(case, language),
        applicant_role=case.applicant_role,
        answers=case.answers,
        reachable_by=list(case.reachable),
        checklist=view_checklist(case.service, checklist),
        uploads=[view_upload(u, language) for u in case.uploads if u.state is not UploadState.WITHDRAWN],
        findings=view_findings(findings, language),
    )


def view_case(
    case: Case,
    personal: PersonalData | None,
    findings: Sequence[Finding],
    language: Language,
    untold: Sequence[Untold] = (),
) -> answers.CaseOut:
    """One case as an officer sees it: files that came late are not among its pages."""
    service = get_services().checklists.service(case.service)
    numbered: dict[str, list[answers.PageOut]] = {}
    for number, (document_id, page) in enumerate(list_pages(case), start=1):
        numbered.setdefault(document_id, []).append(
            answers.PageOut(number=number, width=page.width, height=page.height, has_code=page.has_code)
        )
    checklist = get_services().checklists.of(case)
    scanned = _view_scanned(case, checklist, language)
    return answers.CaseOut(
        receipt_number=case.receipt.format(),
        service=case.service,
        state=case.state,
        channel=case.channel,
        assisted_by=case.assisted_by or None,
        version=case.version,
        round=case.round,
        applicant_role=case.applicant_role,
        answers=case.answers,
        claimed_by=case.claim.officer if case.claim else None,
        received_at=case.received_at,
        due_at=due_of(case),
        personal=personal,
        reachable_by=list(case.reachable),
        documents=[
            _view_document(case, checklist, document, numbered.get(document.id, []), language)
            for document in case.documents
        ],
        slots=[view_slot(service, slot) for slot in checklist.slots],
        scanned=scanned,
        unsorted=[page for page in scanned if page.slot == UNSORTED and not page.aside],
        findings=view_findings(findings, language),
        products=[_view_for_staff(product, language) for product in case.products],
        asked=[view_asked(service, case, item, language) for item in case.asked],
        possible_duplicates=list(case.possible_duplicates),
        dismissed_duplicates=list(case.dismissed_duplicates),
        claimed_at=case.claim.at if case.claim else None,
        duplicate_of=case.duplicate_of or None,
        untold=[
            answers.UntoldOut(
                notice=news.notice,
                product=news.product or None,
                since=news.since,
                channels={channel.value: state.value for channel, state in news.channels.items()},
                capped=sorted(channel.value for channel in news.capped),
                closed={channel.value: why.value for channel, why in news.closed.items()},
            )
            for news in untold
        ],
        history=_view_history(case, language),
    )


def _view_scanned(case: Case, checklist: Checklist, language: Language) -> list[answers.ScannedPageOut]:
    numbers = {page.key: number for number, (_, page) in enumerate(list_pages(case), start=1)}
    return [
        answers.ScannedPageOut(
            page=upload.id,
            number=next((numbers.get(page.key) for page in upload.pages), None),
            slot=upload.slot,
            envelope=upload.scan.envelope,
            control_number=upload.scan.control_number,
            side=upload.scan.side,
            aside=upload.state is UploadState.ASIDE,
            width=max((page.width for page in upload.pages), default=0),
            height=max((page.height for page in upload.pages), default=0),
            has_code=any(page.has_code for page in upload.pages),
            findings=view_findings(_told(upload, checklist), language),
        )
        for upload in case.uploads
        if upload.scan is not None and (upload.is_live or upload.state is UploadState.ASIDE)
    ]


def _told(upload: Upload, checklist: Checklist) -> tuple[Finding, ...]:
    """What is told of a file where it lies."""
    slot = checklist.find_slot(upload.slot)
    return slot.told(upload.findings) if slot else upload.findings


def _view_document(
    case: Case, checklist: Checklist, document: Document, pages: list[answers.PageOut], language: Language
) -> answers.DocumentOut:
    files = [upload for upload in case.uploads if upload.id in document.uploads]
    return answers.DocumentOut(
        document=document.id,
        choices=list(document.choices),
        type=document.type,
        issued_on=document.issued_on,
        round=document.round,
        inspecting=any(upload.state is UploadState.INSPECTING for upload in files),
        pages=pages,
        findings=[view_finding(finding, language) for upload in files for finding in _told(upload, checklist)],
        numbers=sum_up(upload.reading for upload in files),
        verdict=document.verdict.kind if document.verdict else None,
        verdict_reason=document.verdict.reason if document.verdict else "",
        note=document.verdict.note if document.verdict else "",
    )


def view_links(links: PageLinks) -> answers.PageLink:
    """Where a page image is for a short while."""
    return answers.PageLink(
        url=links.url,
        thumbnail_url=links.thumbnail_url,
        expires_in=PAGE_LINK_SECONDS,
        width=links.page.width,
        height=links.page.height,
    )


def view_version(case: Case) -> answers.CaseVersion:
    """Where a case stands after a move."""
    return answers.CaseVersion(receipt_number=case.receipt.format(), state=case.state, version=case.version)


def view_summary(item: dict[str, Any]) -> answers.CaseSummary:
    """One line of a work list."""
    known = {name: item[name] for name in answers.CaseSummary.model_fields if name in item}
    known["due_at"] = due_of_line(item, get_services().review.hold.present())
    return answers.CaseSummary.model_validate(
        {**known, "receipt_number": ReceiptNumber.restore(item["receipt"]).format()}
    )
