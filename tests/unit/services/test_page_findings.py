"""What is found of a page counts where it is asked for: writing is not asked of portraits, colour of few papers."""

import pytest

from chalicelib.domain.document import Inspection, MediaType
from chalicelib.domain.finding import PAGE_CODES, Finding, FindingCode, Severity
from chalicelib.services.application_details import Details
from tests.office import JPEG
from tests.unit.services.given import DETAILS, Desk, plain_answers

EVERYTHING = tuple(Finding(code=code, severity=Severity.WARNING, where="upload", page=1) for code in sorted(PAGE_CODES))


@pytest.mark.parametrize(
    ("service", "slot", "told"),
    [
        ("KTP-LOST", "kk", PAGE_CODES - {FindingCode.PAGE_NOT_IN_COLOUR}),
        ("KIA-NEW", "pas-foto-anak", {FindingCode.PAGE_NOT_IN_COLOUR}),
    ],
)
def test_each_slot_is_told_what_is_asked_of_it(service: str, slot: str, told: set[FindingCode]) -> None:
    desk = Desk()
    desk.ports.inspector.verdicts[JPEG] = Inspection(detected_type=MediaType.JPEG, findings=EVERYTHING)
    answers = plain_answers(desk.services.checklists.service(service))
    visitor = desk.start(service, Details(answers=answers, personal=DETAILS.personal))
    upload_id = desk.send(visitor, slot)
    desk.inspect()
    upload = desk.case(visitor).upload(upload_id)
    assert upload is not None
    assert {finding.code for finding in upload.findings} == told
    assert {finding.where for finding in upload.findings} == {slot}
