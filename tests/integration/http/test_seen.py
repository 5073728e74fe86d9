"""A resident's number is shown to whom asks for it, and to nobody else."""

import json

from chalicelib.domain.access import Role
from tests.integration.http.walk import stored
from tests.office import MiniOffice, Officer


def test_a_case_read_by_the_api_tells_no_number(office: MiniOffice) -> None:
    resident = office.start()
    resident.send_all()
    assert resident.submit().status == 200
    for role in (Role.AUDITOR, Role.VERIFIER):
        shown = Officer(office.staff(role), resident.id).read()
        personal = shown["personal"]
        assert personal["applicant"]["name"]
        assert not [told for told in personal["contact"].values() if told], json.dumps(personal["contact"])
        assert shown["reachable_by"] == list(stored(office, resident.id).reachable) != []
