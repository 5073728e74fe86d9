"""The partner's day beside ours: every kind of difference, both ways."""

from typing import Any

import pytest

from chalicelib.domain.notification import NoticeChannel
from tests.gateway import Answer
from tests.office import MiniOffice
from tests.post_keys import PARTNER
from tests.post_office import KEYED, Envelope, PostOffice

DAY = "2026-03-02"


def reported(manifest: dict[str, Any]) -> dict[str, Any]:
    """A batch as an honest partner counts it."""
    return {
        "batch_id": manifest["batch_id"],
        "sequence": manifest["sequence"],
        "envelopes": [
            {"number": e["number"], "control_numbers": e["control_numbers"], "rescan_for": e.get("rescan_for")}
            for e in manifest["envelopes"]
        ],
        "files": {file["name"]: file["sha256"] for file in manifest["files"]},
    }


def report(partner: PostOffice, *batches: dict[str, Any], day: str = DAY) -> Answer:
    return partner.api.call("POST", "/v1/statements", {"day": day, "batches": list(batches)})


def differences(answer: Answer) -> list[tuple[str, str | None]]:
    assert answer.status == 200, answer.content
    return [(item["code"], item["envelope"]) for item in answer.json["discrepancies"]]


@pytest.fixture
def manifest(partner: PostOffice) -> dict[str, Any]:
    """A batch of two envelopes that was handed over and read."""
    envelopes = [Envelope("0001", ("paper", "paper"), {"keyed": KEYED}), Envelope("0002", ("paper",))]
    made = partner.manifest(envelopes)
    assert partner.send(made, envelopes).status == 200
    partner.office.work()
    return made


def test_a_day_that_fits_has_no_differences(partner: PostOffice, manifest: dict[str, Any]) -> None:
    answer = report(partner, reported(manifest))
    assert (differences(answer), answer.json["reported"], answer.json["batches"]) == ([], True, 1)
    again = partner.api.call("GET", f"/v1/statements/{DAY}")
    assert again.json == answer.json


def test_the_longest_list_of_differences_fits_into_an_answer(partner: PostOffice) -> None:
    strangers = [{"number": f"{n:04d}", "control_numbers": []} for n in range(1000)]
    batches = [{"batch_id": f"B-{n:03d}", "sequence": n, "envelopes": strangers, "files": {}} for n in range(1, 41)]
    answer = report(partner, *batches)
    assert (answer.status, len(answer.json["discrepancies"])) == (200, 2000)
    assert answer.json["more"] == 40_000 + len(range(1, 40)) - 2000  # envelopes, and gaps before the last batch
    assert len(answer.content) < 6 * 1024 * 1024


def test_what_a_report_lists_twice_is_named(partner: PostOffice, manifest: dict[str, Any]) -> None:
    told = reported(manifest)
    told["envelopes"] = [*told["envelopes"], told["envelopes"][0]]
    answer = report(partner, told, told)
    assert (answer.status, [(e["field"], e["code"]) for e in answer.json["errors"]]) == (
        422,
        [
            ("batches.1.batch_id", "listed_twice"),
            ("batches.0.envelopes.2.number", "listed_twice"),
            ("batches.1.envelopes.2.number", "listed_twice"),
        ],
    )
    assert not partner.api.call("GET", f"/v1/statements/{DAY}").json["reported"]


def test_every_difference_is_told_at_once(partner: PostOffice, manifest: dict[str, Any]) -> None:
    told = reported(manifest)
    told["envelopes"] = [
        {**told["envelopes"][0], "control_numbers": ["999999"]},
        {"number": "0009", "control_numbers": ["888888"]},
    ]
    told["files"]["0001.pdf"] = "0" * 64
    never = {"batch_id": "B-777", "sequence": 4, "envelopes": [{"number": "0001", "control_numbers": []}], "files": {}}
    assert differences(report(partner, told, never)) == [
        ("sheets_differ", "0001"),
        ("received_not_reported", "0002"),
        ("reported_not_received", "0009"),
        ("checksum_differs", None),
        ("reported_not_received", "0001"),
        ("sequence_gap", None),
        ("sequence_gap", None),
    ]


def test_rejected_and_doubled_envelopes_are_in_the_statement(partner: PostOffice, manifest: dict[str, Any]) -> None:
    partner.sheets = 0
    doubled = [Envelope("0001", ("paper", "paper"), {"keyed": KEYED}), Envelope("0002", ("paper",), data=b"GIF89a")]
    second = partner.manifest(doubled)
    partner.send(second, doubled)
    partner.office.work()
    answer = report(partner, reported(manifest), reported(second))
    assert differences(answer) == [("duplicate_envelope", "0001"), ("rejected", "0002")]
    assert answer.json["discrepancies"][0]["message"] == "Amplop ini sama dengan posmlg.B-001.0001."


def test_a_rescan_that_is_said_to_be_answered_and_did_not_come_is_missing(
    office: MiniOffice, partner: PostOffice, manifest: dict[str, Any]
) -> None:
    from chalicelib.domain.access import Role  # noqa: PLC0415

    desk = office.staff(Role.FRONT_OFFICER)
    body = {"resolution": {"action": "rescan", "reason": "cut_off"}}
    answer = desk.call("POST", "/v1/envelopes/posmlg.B-001.0002/resolution", body, {"If-Match": '"1"'})
    assert answer.status == 200
    told = reported(manifest)
    told["envelopes"].append({"number": "0003", "control_numbers": [], "rescan_for": answer.json["rescan"]})
    assert ("rescan_missing", "0003") in differences(report(partner, told))


def test_the_daily_report_covers_yesterday_of_every_partner(office: MiniOffice, partner: PostOffice) -> None:
    partner.open(partner.manifest([Envelope("0001", ("paper",))]))
    office.ports.clock.advance(days=1)
    office.ports.post.partners = ("another", PARTNER)
    (_, empty, unsent), (name, day, _) = office.services.post.report_days()
    assert empty is not None
    assert day is not None
    assert (empty.discrepancies, unsent, name, day.day.isoformat(), day.reported) == ((), False, PARTNER, DAY, False)
    assert [(d.code, d.envelope) for d in day.discrepancies] == [("received_not_reported", "0001")]


def test_a_day_that_cannot_be_read_holds_up_no_other(office: MiniOffice, partner: PostOffice) -> None:
    partner.open(partner.manifest([Envelope("0001", ("paper",))]))
    office.ports.post.batches.manifests.clear()
    office.ports.clock.advance(days=1)
    office.ports.post.partners = (PARTNER, "another")
    assert [(name, day is None) for name, day, _ in office.services.post.report_days()] == [
        (PARTNER, True),
        ("another", False),
    ]


def test_the_partner_gets_the_daily_report_by_mail(office: MiniOffice, partner: PostOffice) -> None:
    partner.open(partner.manifest([Envelope("0001", ("paper",))]))
    office.ports.clock.advance(days=1)
    ((name, _, sent),) = office.services.post.report_days()
    (letter,) = office.ports.messengers[NoticeChannel.EMAIL].sent
    assert (sent, name, letter.recipient, letter.subject) == (
        True,
        "posmlg",
        "pos@example.org",
        f"Laporan kiriman pos {DAY}",
    )
    assert "- B-001 0001: Kami terima, tetapi tidak dilaporkan." in letter.text


def test_a_number_far_ahead_leaves_a_bounded_answer(partner: PostOffice, manifest: dict[str, Any]) -> None:
    far = {"batch_id": "B-9", "sequence": 999_999_999, "envelopes": [], "files": {}}
    found = differences(report(partner, reported(manifest), far))
    assert found == [("sequence_gap", None)] * 200


def test_a_wrong_report_names_every_field(partner: PostOffice) -> None:
    answer = partner.api.call("POST", "/v1/statements", {"day": "yesterday", "batches": [{"batch_id": "x"}], "x": 1})
    fields = {error["field"] for error in answer.json["errors"]}
    assert (answer.status, fields >= {"day", "x", "batches.0.sequence"}) == (422, True)
