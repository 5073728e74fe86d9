"""Completeness: everything that is missing or doubtful, at once, by the same rules for every channel."""

from collections.abc import Iterable, Iterator
from datetime import date

from chalicelib.domain.applicant import Contact, Person, PersonalData
from chalicelib.domain.case import Asked, Case, Channel
from chalicelib.domain.catalogue.words import ApplicantRole
from chalicelib.domain.checklist import Checklist, ObstacleCode, Slot, SlotNeed, Way
from chalicelib.domain.document import Upload, UploadState
from chalicelib.domain.finding import Finding, FindingCode, Severity, is_unreadable
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.places import can_be_mailed
from chalicelib.domain.regions import Regions

_OBSTACLES = {
    ObstacleCode.NOT_ELIGIBLE: FindingCode.NOT_ELIGIBLE,
    ObstacleCode.ROLE_NOT_ALLOWED: FindingCode.ROLE_NOT_ALLOWED,
    ObstacleCode.COUNTER_ONLY: FindingCode.NEEDS_COUNTER,
}

_LACKING = frozenset(
    {
        FindingCode.MISSING,
        FindingCode.UNREADABLE,
        FindingCode.NOT_ARRIVED,
        FindingCode.UNANSWERED,
        FindingCode.FIELD_MISSING,
    }
)

FOR_ANOTHER = frozenset(
    {
        ApplicantRole.FAMILY_SAME_KK,
        ApplicantRole.FAMILY,
        ApplicantRole.OTHER_FAMILY,
        ApplicantRole.PARENT,
        ApplicantRole.PARENTS,
        ApplicantRole.FATHER_AND_MOTHER,
        ApplicantRole.ADOPTIVE_PARENTS,
        ApplicantRole.GUARDIAN,
        ApplicantRole.HEIR,
        ApplicantRole.RT_HEAD,
        ApplicantRole.FINDER,
        ApplicantRole.INSTITUTION,
        ApplicantRole.PROXY,
    }
)
"""Who applies for somebody else: whom the papers are about should be said, or duplicates are looked for in vain."""


def check(case: Case, checklist: Checklist, today: date) -> tuple[Finding, ...]:
    """Every finding of an application as it stands. `today` is the office's calendar day."""
    asked = {item.slot: item for item in case.asked} if case.state is CaseState.RETURNED else None
    findings: list[Finding] = list(_of_service(case, checklist))
    findings += case.personal_findings
    for slot in checklist.slots:
        if asked is not None and slot.id in asked:
            findings += _of_asked(case, slot, asked[slot.id], today)
        elif asked is None or case.waits_for(slot.id):
            findings += _of_slot(case, slot, today)
    if pages := case.unsorted():
        findings.append(unsorted_finding(len(pages), Severity.WARNING))
    if case.awaited_scans:
        findings.append(awaited_finding(len(case.awaited_scans), Severity.WARNING))
    return tuple(findings)


def missing_residence(case: Case) -> tuple[Finding, ...]:
    """Of a draft whose resident did not say where they live: asked on the pages, and of no program that sends one."""
    if case.state is not CaseState.DRAFT or case.area:
        return ()
    return (Finding(code=FindingCode.FIELD_MISSING, severity=Severity.BLOCKING, where="lives_in"),)


def lacking(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Of the findings of a case, those that no verdict of an officer can outweigh: something is not there."""
    return tuple(item for item in findings if item.severity is Severity.BLOCKING and item.code in _LACKING)


def awaited_finding(scans: int, severity: Severity) -> Finding:
    """Sheets that are scanned again: their pages are not in the case meanwhile."""
    return Finding(code=FindingCode.SCAN_AWAITED, severity=severity, where="pages", params={"sheets": str(scans)})


def unsorted_finding(pages: int, severity: Severity) -> Finding:
    """Pages that came by post and whose paper nobody has named yet."""
    return Finding(code=FindingCode.PAGE_UNSORTED, severity=severity, where="pages", params={"pages": str(pages)})


def personal_findings(personal: PersonalData, today: date, regions: Regions) -> tuple[Finding, ...]:
    """What is missing or doubtful in the personal part; never its values.

    A doubt on a NIK is a warning with its reason and never a refusal: a NIK is not changed when its holder's data are.
    """
    return (
        *_missing_fields(personal),
        *_missing_place(personal, regions),
        *_doubts(personal, today),
        *_of_address(personal, regions),
    )


def _of_service(case: Case, checklist: Checklist) -> Iterator[Finding]:
    if case.applicant_role is None:
        yield Finding(code=FindingCode.FIELD_MISSING, severity=Severity.BLOCKING, where="applicant_role")
    if case.applicant_role in FOR_ANOTHER and not case.subject_named:
        # once it is handed in nobody can be asked, and an officer reads it off the papers
        can_be_asked = case.is_open_to_resident and case.channel is not Channel.POST
        severity = Severity.BLOCKING if can_be_asked else Severity.WARNING
        yield Finding(code=FindingCode.FIELD_MISSING, severity=severity, where="subject.name")
    for question in checklist.unanswered:
        yield Finding(
            code=FindingCode.UNANSWERED,
            severity=Severity.BLOCKING,
            where=f"answers.{question}",
            params={"question": question},
        )
    for obstacle in checklist.obstacles:
        yield Finding(
            code=_OBSTACLES[obstacle.code],
            severity=Severity.BLOCKING,
            where="service",
            params={"service": case.service, "rule": obstacle.rule},
        )
    for first in checklist.depends_on:
        yield Finding(
            code=FindingCode.OTHER_CASE_FIRST, severity=Severity.WARNING, where="service", params={"service": first}
        )


def _of_slot(case: Case, slot: Slot, today: date) -> Iterator[Finding]:
    if Way.UPLOAD not in slot.ways:
        return
    live = case.standing_uploads(slot.id)
    if live:
        yield from _of_files(case, slot, live)
        yield from _of_others(case, slot, Severity.WARNING)
        yield from _of_facts(case, slot, today)
    elif slot.need is SlotNeed.REQUIRED:
        yield _absence(slot, [upload for upload in case.uploads if upload.slot == slot.id])
        yield from _of_others(case, slot, Severity.BLOCKING)


def _of_asked(case: Case, slot: Slot, asked: Asked, today: date) -> Iterator[Finding]:
    live = case.live_uploads(slot.id)
    if live:
        yield from _of_files(case, slot, live)
        yield from _of_others(case, slot, Severity.WARNING)
        yield from _of_facts(case, slot, today)
    else:
        yield Finding(
            code=FindingCode.NOT_CORRECTED, severity=Severity.BLOCKING, where=slot.id, params={"reason": asked.reason}
        )
        yield from _of_others(case, slot, Severity.BLOCKING)
    if asked.finding is not None:  # its inspection refused one file, and the others of the paper stay
        yield from _of_files(case, slot, [upload for upload in case.handed_in(slot.id) if upload.is_live])


def _absence(slot: Slot, uploads: Iterable[Upload]) -> Finding:
    states = {upload.state for upload in uploads}
    code = FindingCode.MISSING
    if UploadState.REFUSED in states:
        code = FindingCode.UNREADABLE
    elif UploadState.EXPECTED in states:
        code = FindingCode.NOT_ARRIVED
    return Finding(code=code, severity=Severity.BLOCKING, where=slot.id, params={"choices": " ".join(slot.choices)})


def _of_files(case: Case, slot: Slot, uploads: Iterable[Upload]) -> Iterator[Finding]:
    for upload in uploads:
        if upload.state is UploadState.INSPECTING:
            yield _of_upload(FindingCode.STILL_INSPECTING, Severity.INFO, upload)
        told = slot.told(upload.findings)
        yield from told
        if is_unreadable(told) and not upload.kept and not case.has_handed_in(upload):
            yield _of_upload(FindingCode.KEEP_OR_REPLACE, Severity.BLOCKING, upload)


def _of_upload(code: FindingCode, severity: Severity, upload: Upload) -> Finding:
    return Finding(code=code, severity=severity, where=upload.slot, params={"upload": upload.id})


def _of_others(case: Case, slot: Slot, severity: Severity) -> Iterator[Finding]:
    """Files of this round that do not count: one that was refused hides behind one that was not (front and back)."""
    if not case.is_open_to_resident:
        return
    for upload in case.uploads:
        if upload.slot == slot.id and upload.round == case.round and upload.state is UploadState.REFUSED:
            for finding in upload.findings:
                yield finding.model_copy(update={"severity": severity})


def _of_facts(case: Case, slot: Slot, today: date) -> Iterator[Finding]:
    facts = case.facts.get(slot.id)
    stated = facts.type if facts else None
    if stated is not None and stated not in slot.choices:
        yield Finding(
            code=FindingCode.WRONG_TYPE,
            severity=Severity.BLOCKING,
            where=slot.id,
            params={"choices": " ".join(slot.choices)},
        )
    days = _max_age_of(slot, stated)
    if days is None:
        return
    issued_on = facts.issued_on if facts else None
    if issued_on is None:
        yield Finding(code=FindingCode.ISSUE_DATE_UNKNOWN, severity=Severity.WARNING, where=slot.id)
    elif issued_on > today:
        yield Finding(code=FindingCode.ISSUE_DATE_IN_FUTURE, severity=Severity.BLOCKING, where=slot.id)
    elif (today - issued_on).days > days:
        yield Finding(code=FindingCode.EXPIRED, severity=Severity.BLOCKING, where=slot.id, params={"days": str(days)})


def _max_age_of(slot: Slot, stated: str | None) -> int | None:
    """How old the paper may be, in days: by its own rule, or while it may be any of several by the mildest of all."""
    limits = dict(slot.max_ages)
    possible = [limits.get(choice) for choice in slot.choices if stated in {None, choice}]
    known = [days for days in possible if days is not None]
    return max(known) if known and len(known) == len(possible) else None


def _missing_fields(personal: PersonalData) -> Iterator[Finding]:
    needed = [("applicant", "name", personal.applicant.name), ("applicant", "nik", personal.applicant.nik)]
    if personal.subject is not None:
        needed.append(("subject", "name", personal.subject.name))
    for person, field, value in needed:
        if value is None:
            yield Finding(code=FindingCode.FIELD_MISSING, severity=Severity.BLOCKING, where=f"{person}.{field}")
    for code in _doubts_of_contact(personal.contact):
        yield Finding(code=code, severity=Severity.WARNING, where="contact")


def _doubts_of_contact(contact: Contact) -> Iterator[FindingCode]:
    if contact.phone is None and contact.email is None:
        yield FindingCode.NO_CONTACT
    if contact.phone is None or contact.phone.takes_texts:
        return
    yield FindingCode.PHONE_WITHOUT_TEXTS
    if contact.whatsapp and contact.phone.is_indonesian:  # a mobile one abroad may take WhatsApp, where the office pays
        yield FindingCode.WHATSAPP_WITHOUT_MOBILE


def _missing_place(personal: PersonalData, regions: Regions) -> Iterator[Finding]:
    if personal.delivery == "post" and (personal.address is None or not can_be_mailed(personal.address, regions)):
        yield Finding(code=FindingCode.FIELD_MISSING, severity=Severity.BLOCKING, where="address")


def _doubts(personal: PersonalData, today: date) -> Iterator[Finding]:
    yield from _person_doubts("applicant", personal.applicant)
    if personal.subject is not None:
        yield from _person_doubts("subject", personal.subject)
    if personal.family_card_number is not None:
        for doubt in personal.family_card_number.doubts(today):
            yield _doubt(FindingCode.DOUBTFUL_FAMILY_CARD, "family_card_number", doubt.code, doubt.source)


def _person_doubts(where: str, person: Person) -> Iterator[Finding]:
    if person.nik is not None:
        for doubt in person.nik.doubts(birth_date=person.birth_date, sex=person.sex):
            yield _doubt(FindingCode.DOUBTFUL_NIK, f"{where}.nik", doubt.code, doubt.source)
    if person.name is not None:
        for doubt in person.name.doubts():
            yield _doubt(FindingCode.DOUBTFUL_NAME, f"{where}.name", doubt.code, doubt.source)


def _doubt(code: FindingCode, where: str, doubt: str, source: str) -> Finding:
    return Finding(code=code, severity=Severity.WARNING, where=where, params={"doubt": doubt, "source": source})


def _of_address(personal: PersonalData, regions: Regions) -> Iterator[Finding]:
    address = personal.address
    if address is None:
        return
    neighbour = regions.neighbour(postcode=address.postcode) if address.postcode else None
    if neighbour is not None:
        yield Finding(
            code=FindingCode.ADDRESS_OUTSIDE,
            severity=Severity.WARNING,
            where="address",
            params={"regency": neighbour.name},
        )
