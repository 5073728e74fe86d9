"""Completeness over every service: all findings at once, each gone with its own cause, none with a personal value."""

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.catalogue import load_catalogue, load_office, load_regions
from chalicelib.domain.applicant import Address, Contact, Person, PersonalData
from chalicelib.domain.case import Case
from chalicelib.domain.checklist import Slot, SlotNeed, Way
from chalicelib.domain.completeness import check, personal_findings
from chalicelib.domain.document import DocumentFacts, UploadState
from chalicelib.domain.finding import Finding, FindingCode, Severity, is_blocked
from chalicelib.domain.identifiers import Nik, Postcode
from chalicelib.domain.names import PersonName
from chalicelib.services.application_details import Details, DetailsReader
from chalicelib.services.checklists import Checklists
from tests.builders import a_case, an_upload
from tests.strategies import birth_dates, family_cards, niks, sexes
from tests.unit.services.given import plain_answers

CATALOGUE = load_catalogue()
CHECKLISTS = Checklists(CATALOGUE, load_office("3573"))
REGIONS = load_regions()
TODAY = date(2026, 11, 24)
BAD = Finding(code=FindingCode.DOES_NOT_OPEN, severity=Severity.BLOCKING, where="file")

services = st.sampled_from(sorted(CATALOGUE.services))


@st.composite
def applications(draw: st.DrawFn) -> Case:
    """A draft of any service, some questions answered, some papers sent."""
    service = draw(services)
    plain = plain_answers(CHECKLISTS.service(service))
    kept = draw(st.sets(st.sampled_from(sorted(plain)))) if plain else set()
    case = a_case(service=service, answers={name: plain[name] for name in kept})
    for slot in CHECKLISTS.of(case).slots:
        state = draw(st.sampled_from([None, *UploadState]))
        if state is not None:
            findings = (BAD,) if state is UploadState.REFUSED else ()
            case = case.with_upload(an_upload(f"u-{slot.id}", slot=slot.id, state=state, findings=findings))
    return case


def found(case: Case) -> tuple[Finding, ...]:
    return check(case, CHECKLISTS.of(case), TODAY)


def owed(case: Case) -> list[Slot]:
    return [slot for slot in CHECKLISTS.of(case).slots if slot.need is SlotNeed.REQUIRED and Way.UPLOAD in slot.ways]


@settings(max_examples=150)
@given(applications())
def test_each_paper_owed_has_a_finding_or_a_file(case: Case) -> None:
    absent = {FindingCode.MISSING, FindingCode.NOT_ARRIVED, FindingCode.UNREADABLE}
    named = {finding.where for finding in found(case) if finding.code in absent}
    assert named == {slot.id for slot in owed(case) if not case.live_uploads(slot.id)}


@settings(max_examples=150)
@given(applications(), st.data())
def test_a_paper_that_comes_takes_away_its_own_finding_alone(case: Case, data: st.DataObject) -> None:
    missing = [finding for finding in found(case) if finding.code is FindingCode.MISSING]
    if not missing:
        return
    gone = data.draw(st.sampled_from(missing))
    sent = case.with_upload(an_upload("new", slot=gone.where, state=UploadState.ACCEPTED))
    left = [finding for finding in found(case) if finding != gone]
    doubts = {FindingCode.ISSUE_DATE_UNKNOWN}
    assert [finding for finding in found(sent) if finding.code not in doubts or finding in left] == left


@settings(max_examples=100)
@given(applications())
def test_sending_more_never_blocks_what_was_not_blocked(case: Case) -> None:
    before = {(f.where, f.code) for f in found(case) if f.severity is Severity.BLOCKING}
    for number, slot in enumerate(owed(case)):
        case = case.with_upload(an_upload(f"more-{number}", slot=slot.id, state=UploadState.ACCEPTED))
        after = {(f.where, f.code) for f in found(case) if f.severity is Severity.BLOCKING}
        assert after <= before
        before = after
    assert not {where for where, _ in before} & {slot.id for slot in owed(case)}


@settings(max_examples=60)
@given(services)
def test_an_application_with_everything_is_not_held_up_by_its_papers(service: str) -> None:
    case = a_case(service=service, answers=plain_answers(CHECKLISTS.service(service)), applicant_role="self")
    facts: dict[str, DocumentFacts] = {}
    for slot in CHECKLISTS.of(case).slots:
        case = case.with_upload(an_upload(f"u-{slot.id}", slot=slot.id, state=UploadState.ACCEPTED))
        facts[slot.id] = DocumentFacts(type=slot.choices[0], issued_on=TODAY)
    slots = {slot.id for slot in CHECKLISTS.of(case).slots}
    case = case.model_copy(update={"facts": facts})
    assert not is_blocked(finding for finding in found(case) if finding.where in slots)


canaries = st.from_regex(r"Zq[a-z]{6,12}", fullmatch=True)


@st.composite
def people(draw: st.DrawFn) -> PersonalData:
    """A personal part whose every value can be recognised."""

    def person(**more: Any) -> Person:  # noqa: ANN401 - fields of Person
        return Person(name=PersonName(draw(canaries)), nik=draw(niks), birth_date=draw(birth_dates), **more)

    return PersonalData(
        applicant=person(sex=draw(sexes)),
        subject=person() if draw(st.booleans()) else None,
        family_card_number=draw(family_cards),
        contact=Contact(),
        address=Address(street=draw(canaries), postcode=Postcode("60271"), city=draw(canaries)),
        delivery=draw(st.sampled_from(["pick_up", "post"])),
    )


def secrets(personal: PersonalData) -> list[str]:
    persons = [known for known in (personal.applicant, personal.subject) if known is not None]
    where = [personal.address.street, personal.address.city] if personal.address else []
    values: list[object] = [personal.family_card_number, *where]
    values += [value for known in persons for value in (known.name, known.nik, known.birth_date)]
    return [str(value) for value in values if value is not None]


@settings(max_examples=150)
@given(people())
def test_no_finding_and_no_lookup_holds_a_personal_value(personal: PersonalData) -> None:
    reader = DetailsReader(CHECKLISTS, REGIONS, b"k" * 32)
    nothing: dict[str, Any] = {"answers": {}, "facts": {}, "applicant_role": None}
    updates = reader.read("KK-CHANGE", Details(), nothing, personal, TODAY)
    shown = "".join(finding.model_dump_json() for finding in personal_findings(personal, TODAY, REGIONS))
    shown += "".join(updates["lookups"].values()) + "".join(map(str, updates["reachable"]))
    assert not [secret for secret in secrets(personal) if secret in shown]


@settings(max_examples=100)
@given(people(), niks)
def test_a_doubtful_nik_is_never_a_refusal(personal: PersonalData, nik: Nik) -> None:
    person = personal.applicant.model_copy(update={"nik": nik})
    findings = personal_findings(personal.model_copy(update={"applicant": person}), TODAY, REGIONS)
    assert not is_blocked(findings)
