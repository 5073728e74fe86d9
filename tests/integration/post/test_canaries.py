"""Canaries in everything a clerk writes of a person: none leaves the manifest but into a sealed part."""

import json
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import pytest

from chalicelib.domain.access import Role
from chalicelib.domain.events import OutboxJob
from tests.canaries import PERSONAL, hits, listening, texts
from tests.office import MiniOffice
from tests.post_office import Envelope, PostOffice

KEYED: dict[str, Any] = {
    "service": "KTP-LOST",
    "name": PERSONAL["name"],
    "nik": PERSONAL["nik"],
    "phone": PERSONAL["phone"],
    "address": {"street": PERSONAL["street"]},
}
SENDER = f"{PERSONAL['name']}, {PERSONAL['street']}"


def hand_over(partner: PostOffice) -> dict[str, Any]:
    """Envelopes that open a case, wait, come twice, are refused, and a manifest that is wrong."""
    written = {"sender": SENDER, "keyed": KEYED, "unscannable": [{"kind": "card", "note": PERSONAL["name"]}]}
    ledger = partner.post(
        Envelope("0001", ("paper", "paper"), written),
        Envelope("0002", ("unread",), {**written, "keyed": {**KEYED, "service": "NO-SUCH"}}),
        Envelope("0003", ("paper",), written, data=b"GIF89a"),
        Envelope("0004", ("paper",), {**written, "keyed": {**KEYED, "nik": PERSONAL["nik"] + "7"}}),
        Envelope("0005", ("paper",), {**written, PERSONAL["name"]: PERSONAL["nik"]}),
    )
    partner.sheets = 0
    partner.post(Envelope("0001", ("paper", "paper"), written))
    return ledger


def test_no_canary_is_in_a_log_the_ledger_or_an_answer_to_the_partner(office: MiniOffice, partner: PostOffice) -> None:
    with listening() as heard:
        ledger = hand_over(partner)
        wrong = partner.open(partner.manifest([Envelope("0001", ("paper",))], operator=PERSONAL["name"] * 9))
        list(office.services.post.report_days())
    assert {e["end"] for e in ledger["envelopes"]} == {"opened", "staff", "rejected"}
    assert wrong.status == 422
    assert "request" in heard.getvalue()
    assert hits(heard.getvalue()) == {}
    assert hits(json.dumps([ledger, wrong.json])) == {}
    sent = [message for messenger in office.ports.messengers.values() for message in messenger.sent]
    assert sent
    assert hits("\n".join(message.subject + message.text + message.reference for message in sent)) == {}


@pytest.mark.parametrize("field", [field.name for field in fields(type(MiniOffice().ports.registry))])
def test_no_canary_is_in_what_the_table_holds(office: MiniOffice, partner: PostOffice, field: str) -> None:
    hand_over(partner)
    if field != "sealed":
        assert hits("\n".join(texts(getattr(office.ports.registry, field)))) == {}


def test_no_canary_is_in_a_key_or_a_queue(office: MiniOffice, partner: PostOffice) -> None:
    queued: list[str] = []
    send = office.ports.queue.send

    def listen(jobs: Sequence[OutboxJob]) -> tuple[OutboxJob, ...]:
        queued.extend(texts(jobs))
        return send(jobs)

    office.ports.queue.send = listen  # type: ignore[method-assign] # the queue itself, overheard
    hand_over(partner)
    assert queued
    store = office.ports.post.batches
    kept = [queued, list(store.files), list(store.manifests), list(office.ports.store.pages)]
    assert hits("\n".join(texts(kept))) == {}


def test_only_the_officer_who_opens_an_envelope_reads_what_the_clerk_wrote(
    office: MiniOffice, partner: PostOffice
) -> None:
    hand_over(partner)
    desk = office.staff(Role.FRONT_OFFICER)
    listed = desk.call("GET", "/v1/envelopes")
    assert hits(listed.content.decode()) == {}
    waiting = listed.json["items"][0]["envelope"]
    opened = desk.call("GET", f"/v1/envelopes/{waiting}")
    assert opened.json["entry"]["sender"] == SENDER
    assert opened.headers["Cache-Control"] == "no-store"
