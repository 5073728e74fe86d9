"""A batch from its manifest to its ledger: what is refused, with every fault, and what goes on."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import pytest

from chalicelib.domain.events import ParcelJob
from chalicelib.domain.post.envelope import Envelope as Stored
from chalicelib.domain.post.manifest import EnvelopeEntry
from chalicelib.domain.post.matching import MarkedPage
from chalicelib.services.file_envelope import FileEnvelope
from tests.office import MiniOffice
from tests.post_office import KEYED, Envelope, PostOffice, scan

MOST_ANSWER = 6 * 1024 * 1024
"""Bytes of what a function may answer (AWS Lambda's limit on a response)."""


def codes(ledger: dict[str, Any]) -> dict[str, list[str]]:
    return {e["number"]: [error["code"] for error in e["errors"]] for e in ledger["envelopes"]}


def test_one_bad_envelope_holds_up_no_other(partner: PostOffice) -> None:
    good = Envelope("0001", ("paper",), {"keyed": KEYED})
    bad = Envelope("0002", ("paper",), {"sheet_count": 3})
    ledger = partner.post(good, bad)
    assert {e["number"]: e["end"] for e in ledger["envelopes"]} == {"0001": "opened", "0002": "rejected"}
    assert codes(ledger)["0002"] == ["sheet_count_differs"]
    assert ledger["done"] is True


def test_the_sums_hold_at_every_moment(office: MiniOffice, partner: PostOffice) -> None:
    both = {"keyed": KEYED, "duplex": True}
    envelopes = [Envelope(f"{n:04d}", ("paper", "blank", "paper", "paper"), both) for n in range(1, 6)]
    manifest = partner.manifest(envelopes)
    opened = partner.open(manifest).json
    assert opened["sums"] == {"envelopes": {"pending": 5}, "pages": {"pending": 20}}
    for envelope in envelopes:
        partner.put(manifest["batch_id"], envelope)
    closed = partner.close(manifest["batch_id"]).json
    assert (closed["state"], closed["sums"]["pages"]) == ("closed", {"pending": 20})
    office.work()
    done = partner.ledger(manifest["batch_id"])
    assert done["sums"] == {"envelopes": {"opened": 5}, "pages": {"opened": 15, "set_aside": 5}}


def test_files_are_offered_until_they_have_come(partner: PostOffice) -> None:
    envelopes = [Envelope("0001", ("paper",)), Envelope("0002", ("paper",))]
    manifest = partner.manifest(envelopes)
    assert [t["file"] for t in partner.open(manifest).json["uploads"]] == ["0001.pdf", "0002.pdf"]
    partner.put(manifest["batch_id"], envelopes[0])
    again = partner.open(manifest)
    assert (again.status, [t["file"] for t in again.json["uploads"]]) == (201, ["0002.pdf"])
    missing = partner.close(manifest["batch_id"])
    assert (missing.status, [e["field"] for e in missing.json["errors"]]) == (409, ["batch", "files.0002.pdf"])
    closed = partner.close(manifest["batch_id"], without_missing=True)
    assert (closed.status, closed.json["missing_files"]) == (200, ["0002.pdf"])
    late = partner.api.call("POST", f"/v1/batches/{manifest['batch_id']}/uploads", {"files": []})
    assert (late.status, late.json["errors"][0]["code"]) == (409, "batch_closed")
    partner.office.work()
    assert codes(partner.ledger(manifest["batch_id"])) == {"0001": [], "0002": ["file_missing"]}


def test_a_file_that_comes_after_closing_counts_until_its_envelope_has_an_end(partner: PostOffice) -> None:
    envelopes = [Envelope("0001", ("paper",), {"keyed": KEYED})]
    early, late = (partner.manifest(envelopes), partner.manifest(envelopes))
    for manifest in (early, late):
        partner.open(manifest)
        partner.close(manifest["batch_id"], without_missing=True)
    partner.put(early["batch_id"], envelopes[0])
    partner.office.work()
    ended = partner.ledger(late["batch_id"])
    partner.put(late["batch_id"], envelopes[0])
    partner.office.work()
    assert partner.ledger(early["batch_id"])["sums"]["envelopes"] == {"opened": 1}
    assert codes(ended) == {"0001": ["file_missing"]}
    assert partner.ledger(late["batch_id"]) == ended


def test_a_file_that_is_not_the_signed_one_is_refused(partner: PostOffice) -> None:
    signed = Envelope("0001", ("paper",))
    manifest = partner.manifest([signed])
    partner.open(manifest)
    altered = Envelope("0001", ("paper",), data=scan("paper").replace(b"paper", b"PAPER"))
    partner.put(manifest["batch_id"], altered)
    assert partner.close(manifest["batch_id"]).status == 200
    partner.office.work()
    assert codes(partner.ledger(manifest["batch_id"])) == {"0001": ["file_altered"]}


def test_what_a_file_is_decides_and_not_its_name(partner: PostOffice) -> None:
    ledger = partner.post(
        Envelope("0001", ("paper",), data=b"GIF89a"), Envelope("0002", ("paper", "paper"), data=scan("paper"))
    )
    assert codes(ledger) == {"0001": ["not_a_scan"], "0002": ["page_count_differs"]}
    second = ledger["envelopes"][1]["errors"][0]["message"]
    assert second == "Manifes menyebut 2 halaman, pindaian berisi 1."


def test_a_zip_holds_the_pages_of_one_envelope(partner: PostOffice) -> None:
    good = Envelope(
        "0001",
        ("paper", "paper"),
        {"keyed": KEYED},
        "0001.zip",
        scan("paper") + b"\n---\n" + scan("paper"),
        "application/zip",
    )
    bad = Envelope("0002", ("paper",), {}, "0002.zip", b"BAD zip_traverses zip_link", "application/zip")
    ledger = partner.post(good, bad)
    assert codes(ledger) == {"0001": [], "0002": ["zip_traverses", "zip_link"]}
    assert ledger["envelopes"][0]["end"] == "opened"


def test_pages_after_the_last_that_anybody_claims_are_told(partner: PostOffice) -> None:
    data = scan("paper", "paper", "paper", "paper")
    envelopes = [
        Envelope("0001", ("paper",), {"scans": [{"file": "all.pdf", "first": 1, "last": 1}]}, "all.pdf", data),
        Envelope("0002", ("paper",), {"scans": [{"file": "all.pdf", "first": 2, "last": 2}]}, "all.pdf", data),
        Envelope("0003", ("paper",), {"keyed": KEYED}),
    ]
    ledger = partner.post(*envelopes)
    assert codes(ledger) == {"0001": [], "0002": ["pages_not_claimed"], "0003": []}
    facts = ledger["envelopes"][1]["errors"][0]["facts"]
    assert (facts["first"], facts["last"], ledger["done"]) == ("3", "4", True)


def test_an_envelope_that_breaks_the_worker_holds_up_no_other(office: MiniOffice, partner: PostOffice) -> None:
    names = ("0001", "0002", "0003")
    envelopes = [
        Envelope(n, ("paper",), {"scans": [{"file": "all.pdf", "first": i, "last": i}], "keyed": KEYED}, "all.pdf")
        for i, n in enumerate(names, start=1)
    ]
    for envelope in envelopes:
        envelope.data = scan("paper", "paper", "paper")
    manifest = partner.manifest(envelopes)
    assert partner.send(manifest, envelopes).status == 200
    (job,) = (job for job in office.ports.registry.jobs.values() if isinstance(job, ParcelJob))
    split = office.services.post.split_parcel

    @dataclass(frozen=True)
    class Stumbling:
        whole: FileEnvelope

        def __call__(self, envelope: Stored, entry: EnvelopeEntry, pages: Sequence[MarkedPage]) -> Stored:
            if envelope.number == "0002":
                raise ZeroDivisionError
            return self.whole(envelope, entry, pages)

        def __getattr__(self, name: str) -> object:
            return getattr(self.whole, name)

    stumbling = replace(split, file_envelope=cast("FileEnvelope", Stumbling(split.file_envelope)))
    with pytest.raises(ExceptionGroup, match="without an end"):
        stumbling(job, lambda: 900.0)
    ends = {e["number"]: e["end"] for e in partner.ledger(manifest["batch_id"])["envelopes"]}
    assert ends == {"0001": "opened", "0002": "pending", "0003": "opened"}
    office.work()
    assert {e["end"] for e in partner.ledger(manifest["batch_id"])["envelopes"]} == {"opened"}


def test_the_ledger_of_the_largest_and_worst_batch_fits_into_an_answer(partner: PostOffice) -> None:
    bad = {"sheet_count": 38, "control_numbers": [f"x{n}" for n in range(38)]}
    envelopes = [Envelope(f"{n:04d}", ("paper",), dict(bad)) for n in range(1000)]
    manifest = partner.manifest(envelopes)
    answers = [partner.open(manifest), partner.api.call("POST", "/v1/manifest-checks", manifest)]
    assert [answer.status for answer in answers] == [201, 200]
    assert max(len(answer.content) for answer in answers) < MOST_ANSWER
    assert len(answers[0].json["envelopes"]) == 1000
    first = answers[0].json["envelopes"][0]["errors"]
    assert (first[-1]["code"], first[-1]["facts"]) == ("more_faults", {"count": "37"})
    alone = partner.api.call("GET", f"/v1/batches/{manifest['batch_id']}?envelope=0007").json
    assert [(line["number"], len(line["errors"])) for line in alone["envelopes"]] == [("0007", 38)]
    assert alone["sums"]["envelopes"] == {"rejected": 1000}


def test_several_envelopes_may_share_one_scan_and_no_page_strays(office: MiniOffice, partner: PostOffice) -> None:
    first, second = office.start(), office.start()
    pages = (partner.cover(first.id), "paper", partner.cover(second.id), "paper", "paper")
    data = scan(*pages)
    envelopes = [
        Envelope("0001", pages[:2], {"scans": [{"file": "all.pdf", "first": 1, "last": 2}]}, "all.pdf", data),
        Envelope("0002", pages[2:], {"scans": [{"file": "all.pdf", "first": 3, "last": 5}]}, "all.pdf", data),
    ]
    ledger = partner.post(*envelopes)
    assert [(e["end"], e["receipt_number"]) for e in ledger["envelopes"]] == [
        ("attached", first.started["receipt_number"]),
        ("attached", second.started["receipt_number"]),
    ]
    assert [e["pages"]["attached"] for e in ledger["envelopes"]] == [1, 2]


@pytest.mark.parametrize(
    ("signature", "code"), [("", "signature_missing"), ("e30..e30", "signature_wrong"), ("no jws", "signature_wrong")]
)
def test_a_manifest_that_is_not_signed_is_not_read(partner: PostOffice, signature: str, code: str) -> None:
    answer = partner.open(partner.manifest([Envelope("0001", ("paper",))]), signature)
    assert (answer.status, answer.json["errors"][0]["code"]) == (409, code)


def test_a_signature_of_other_bytes_is_wrong(partner: PostOffice) -> None:
    manifest = partner.manifest([Envelope("0001", ("paper",))])
    from chalicelib.adapters.identity.detached_jws import sign_detached  # noqa: PLC0415
    from tests.post_keys import KEY  # noqa: PLC0415

    signed = sign_detached(json.dumps(manifest).encode(), KEY)
    answer = partner.open({**manifest, "operator": "somebody else"}, signed)
    assert answer.json["errors"][0]["code"] == "signature_wrong"


def test_a_partner_that_is_not_known_hands_over_nothing(office: MiniOffice, partner: PostOffice) -> None:
    from chalicelib.domain.access import Role  # noqa: PLC0415

    partner.api = office.staff(Role.POST_OFFICE, "stranger")
    answer = partner.open(partner.manifest([Envelope("0001", ("paper",))]))
    assert answer.json["errors"][0]["code"] == "partner_unknown"


def test_a_batch_keeps_what_it_was_and_a_sequence_number_is_used_once(partner: PostOffice) -> None:
    manifest = partner.manifest([Envelope("0001", ("paper",))])
    assert partner.open(manifest).status == 201
    changed = partner.open({**manifest, "operator": "op-2"})
    assert (changed.status, changed.json["errors"][0]["code"]) == (409, "batch_changed")
    reused = partner.open({**manifest, "batch_id": "B-999"})
    assert (reused.status, reused.json["errors"][0]["code"]) == (409, "sequence_reused")


def test_a_gap_in_the_sequence_is_told_and_closes_by_itself(partner: PostOffice) -> None:
    first = partner.manifest([Envelope("0001", ("paper",))])
    partner.open(first)
    skipped = partner.manifest([Envelope("0001", ("paper",))])
    third = partner.manifest([Envelope("0001", ("paper",))])
    assert partner.open(third).json["gaps"] == [2]
    assert partner.open(skipped).json["gaps"] == []
    assert partner.ledger(third["batch_id"])["gaps"] == []


def test_every_fault_of_a_manifest_is_named_at_once(partner: PostOffice) -> None:
    manifest = partner.manifest([Envelope("0001", ("paper",))], sequence=0, received_on="2026-02-30", colour="red")
    answer = partner.open(manifest)
    assert answer.status == 422
    assert {e["field"] for e in answer.json["errors"]} >= {"sequence", "received_on", "colour"}
    broken = partner.open(b"{")
    assert broken.status in {400, 422}


def test_work_that_runs_out_of_time_goes_on_where_it_stopped(office: MiniOffice, partner: PostOffice) -> None:
    data = scan(*["paper"] * 6)
    envelopes = [
        Envelope(f"{n:04d}", ("paper",), {"scans": [{"file": "all.pdf", "first": n, "last": n}]}, "all.pdf", data)
        for n in range(1, 7)
    ]
    manifest = partner.manifest(envelopes)
    partner.send(manifest, envelopes)
    office.services.relay_outbox(list(office.ports.registry.jobs.values()))
    (job,) = office.ports.queue.take()
    ends = []
    for _ in range(3):
        left = iter([900.0, 900.0, 1.0])
        office.services.post.split_parcel(job, lambda left=left: next(left))  # type: ignore[misc, arg-type]
        ends.append(partner.ledger(manifest["batch_id"])["sums"]["envelopes"].get("pending", 0))
        office.ports.queue.take()
    assert ends == [4, 2, 0]


def test_a_day_lists_its_batches_and_the_number_of_the_next(partner: PostOffice) -> None:
    assert partner.api.call("GET", "/v1/batches").json == {"items": [], "next_cursor": None, "next_sequence": 1}
    partner.open(partner.manifest([Envelope("0001", ("paper",))], sequence=7))
    listed = partner.api.call("GET", "/v1/batches?day=2026-03-02").json
    assert ([batch["sequence"] for batch in listed["items"]], listed["next_sequence"]) == ([7], 8)
    wrong = partner.api.call("GET", "/v1/batches?day=soon")
    assert (wrong.status, wrong.json["errors"][0]["field"]) == (422, "day")


def test_an_answer_holds_no_more_addresses_than_fit(partner: PostOffice) -> None:
    sizes = {f"{n:04d}.pdf": 2 * 1024**3 for n in range(1, 13)}
    manifest = partner.manifest([Envelope(f"{n:04d}", ("paper",)) for n in range(1, 13)])
    manifest["files"] = [{**file, "size": sizes[file["name"]]} for file in manifest["files"]]
    offered = partner.open(manifest).json["uploads"]
    assert (len(offered), sum(len(target["parts"]) for target in offered)) == (7, 7 * 256)


def test_a_parcel_that_is_at_work_is_not_given_to_a_second_worker(office: MiniOffice, partner: PostOffice) -> None:
    envelope = Envelope("0001", ("paper",), {"keyed": KEYED})
    partner.send(partner.manifest([envelope]), [envelope])
    office.ports.clock.advance(minutes=20)
    office.services.sweep()
    assert office.ports.queue.take() == []
    office.ports.clock.advance(minutes=20)
    office.services.sweep()
    assert [job.kind for job in office.ports.queue.take()] == ["split"]


def test_files_that_no_worker_can_hold_are_refused(office: MiniOffice, partner: PostOffice) -> None:
    large = [Envelope("0001", ("paper",)), Envelope("0002", ("paper",), {"keyed": KEYED})]
    manifest = partner.manifest(large)
    manifest["files"] = [
        *manifest["files"],
        *({**manifest["files"][0], "name": f"{n}.pdf", "size": 2 * 1024**3} for n in (1, 2, 3)),
    ]
    manifest["envelopes"][0]["scans"] += [{"file": f"{n}.pdf"} for n in (1, 2, 3)]
    partner.open(manifest)
    for envelope in large:
        partner.put(manifest["batch_id"], envelope)
    assert partner.close(manifest["batch_id"], without_missing=True).status == 200
    office.work()
    assert codes(partner.ledger(manifest["batch_id"])) == {"0001": ["files_too_large"], "0002": []}
