"""Training: every page of the office says that nothing is sent, and so does the page that a resident follows."""

import pytest

from chalicelib.domain.access import Role
from chalicelib.domain.lifecycle import CaseState
from tests.integration.http.test_follow_page import follow, text
from tests.integration.http.walk import bring_to
from tests.office import MiniOffice
from tests.officers import sign_in

SAID = "Latihan: tidak ada kabar yang benar-benar dikirim kepada warga."


@pytest.mark.parametrize("trains", [True, False])
def test_pages_say_that_nothing_is_sent_while_an_office_trains(
    office: MiniOffice,
    trains: bool,  # noqa: FBT001 - both ways
) -> None:
    resident = bring_to(office, CaseState.SUBMITTED)
    office.ports.is_sandbox = trains
    window = sign_in(office, Role.VERIFIER)
    for path in ("/office", f"/office/cases/{resident.id}"):
        window.go(path)
        assert (SAID in window.text) is trains
    for path in ("/desk", "/assist", "/overlays", "/post"):
        page = office.staff(Role.VERIFIER).call("GET", path).content.decode()
        assert (page.count(SAID), page.count("Training: no news is really sent")) == (int(trains), int(trains))
    assert ("Ini sistem latihan" in text(follow(office, resident))) is trains
