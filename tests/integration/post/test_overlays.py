"""Papers that come by post are taken by the rules of the day, and kept by them."""

from chalicelib.domain.overlay import LocalChanges
from tests.builders import OFFICER
from tests.integration.http.walk import stored
from tests.office import MiniOffice
from tests.post_office import KEYED, Envelope, PostOffice

EXTRA: dict[str, object] = {
    "service": "KTP-LOST",
    "id": "surat-lokal",
    "any_of": ["AKTA_LAHIR"],
    "when": {"is": "foreigner"},
    "reason": {"id": "Kantor ini mencocokkan nama.", "en": "This office compares names."},
}


def publish(office: MiniOffice, *extra: dict[str, object]) -> None:
    """Let other papers be asked for, here from now on."""
    maintain = office.services.maintain_overlays
    changes = LocalChanges.model_validate({"papers": {"extra": extra}})
    maintain.publish(maintain.save(changes, OFFICER).number, OFFICER, maintain.store.holding_number())
    office.work()


def test_a_draft_that_is_handed_in_by_post_keeps_the_version_of_that_day(
    office: MiniOffice, partner: PostOffice
) -> None:
    publish(office, EXTRA)
    resident = office.start()
    assert resident.call("PATCH", "", {"answers": {"foreigner": False}}).status == 200
    publish(office)
    partner.post(Envelope("0001", (partner.cover(resident.id), "paper")))
    case = stored(office, resident.id)
    assert case.catalogue_version.endswith("+2")
    assert "foreigner" not in case.answers
    publish(office, EXTRA)
    assert resident.call("GET").status == 200
    partner.post(Envelope("0001", (partner.cover(resident.id), "paper")))
    assert stored(office, resident.id).catalogue_version == case.catalogue_version


def test_a_case_that_an_envelope_opens_tells_the_overlay(office: MiniOffice, partner: PostOffice) -> None:
    publish(office, EXTRA)
    (envelope,) = partner.post(Envelope("0001", ("paper",), {"keyed": KEYED}))["envelopes"]
    receipt = envelope["receipt_number"].replace("-", "")
    assert stored(office, receipt).catalogue_version.endswith("+1")
