"""How the coverage of e-KTP is told: by the API, and in what is taken away."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any, Final

from chalicelib.bootstrap import get_services
from chalicelib.domain.coverage.campaign import LABELS_OF_RUN, LETTERS_OF_RUN, Campaign, LeftOut
from chalicelib.domain.coverage.figures import Change, Counts
from chalicelib.domain.coverage.lines import LineFault, read_village, village_names
from chalicelib.domain.coverage.owing import OwingList, Person
from chalicelib.domain.coverage.recording import RecordingDay
from chalicelib.domain.errors import Fault, InvalidRequestError, NotFoundError
from chalicelib.domain.identifiers.opaque_ids import SAFE
from chalicelib.domain.tables import write_table
from chalicelib.domain.text import Language
from chalicelib.services.count_coverage import Preview
from chalicelib.services.run_campaign import Standing
from functions._http import Call
from functions._schemas import coverage as schemas

EXPORTED: Final = (
    "id",
    "nama",
    "tanggal_lahir",
    "alamat",
    "rt",
    "rw",
    "kelurahan",
    "kecamatan",
    "kode_pos",
    "telepon",
    "hasil",
    "direkam",
    "tidak_disurati",
)
MOST_START: Final = 6
"""Digits of the place in a list where a page starts."""


def view_counts(counts: Counts) -> schemas.CountsOut:
    return schemas.CountsOut(due=counts.due, recorded=counts.recorded, printed=counts.printed, gap=counts.gap)


def view_faults(faults: Sequence[LineFault]) -> list[schemas.LineFaultOut]:
    return [
        schemas.LineFaultOut(
            line=fault.line, column=fault.column, code=fault.code, other=fault.other, is_about=fault.is_about
        )
        for fault in faults
    ]


def view_preview(preview: Preview) -> schemas.PreviewOut:
    return schemas.PreviewOut(
        day=preview.day,
        version=preview.seen,
        faults=view_faults(preview.faults),
        changes=[_change(change) for change in preview.changes],
        missing=list(preview.missing),
    )


def _change(change: Change) -> schemas.ChangeOut:
    return schemas.ChangeOut(
        village=change.village,
        name=name_of(change.village),
        before=view_counts(change.before) if change.before else None,
        after=view_counts(change.after) if change.after else None,
        falls=change.falls,
    )


def name_of(village: str) -> str:
    """The name of a kelurahan."""
    return village_names(get_services().coverage.regions).get(village, village)


def view_owing(owing: OwingList) -> schemas.OwingOut:
    tally = owing.tally.model_dump()
    return schemas.OwingOut(
        version=owing.version, holds=owing.wrapped_key is not None and owing.edition > 0, is_open=owing.is_open,
        until=owing.until, taken_at=owing.taken_at, **tally,
    )  # fmt: skip


def view_person(person_id: str, person: Person) -> schemas.PersonOut:
    return schemas.PersonOut(
        person=person_id, name=person.name, birth_date=person.birth_date, turns_17=person.turns,
        village=name_of(person.village), rt=person.rt, rw=person.rw, address=person.address, phone=person.phone,
    )  # fmt: skip


def view_campaign(campaign: Campaign, *, is_alone: bool = True) -> schemas.CampaignOut:
    """Who is not written to takes the marks of every campaign, so a list of campaigns does not tell it."""
    return schemas.CampaignOut(
        campaign=campaign.id, name=campaign.name, channel=campaign.channel, people=campaign.people,
        fitting=campaign.fitting, created_at=campaign.created_at, by=campaign.by,
        outcomes=dict(get_services().coverage.campaigns.figures(campaign)), left_out=dict(campaign.left_out),
        open_elsewhere=campaign.open_elsewhere, not_written_to=count_not_written_to(campaign) if is_alone else None,
    )  # fmt: skip


def count_not_written_to(campaign: Campaign) -> dict[LeftOut, int]:
    """How many no letter is printed for, by what is known of them since the list was made."""
    found = Counter(get_services().coverage.campaigns.find_not_written_to(campaign).values())
    return {reason: found[reason] for reason in LeftOut if found[reason]}


def view_recording(day: RecordingDay) -> schemas.RecordingOut:
    taken = day.taken()
    return schemas.RecordingOut(
        recording=day.id, place=day.place, village=name_of(day.village), day=day.day, others=day.others,
        attended=day.attended, on_day_off=day.on_day_off,
        day_off=get_services().coverage.recordings.why_closed(day) or None,
        slots=[schemas.SlotOut(start=s.start, capacity=s.capacity, taken=taken[s.start]) for s in day.slots],
        bookings=[
            schemas.BookingOut(person=who, slot=booking.slot, attended=booking.attended)
            for who, booking in day.bookings.items()
        ],
    )  # fmt: skip


def export_campaign(call: Call[Any], campaign: Campaign) -> bytes:
    """For mail merge: one line a person, nothing that a spreadsheet would run, no NIK; recorded.

    Everybody stands in it, since it is handed back with outcomes: the last column says who is not written to.
    """
    service = get_services().coverage.campaigns
    people = service.list_everybody(campaign, call.officer, "export")
    return _table_of(people, service.find_not_written_to(campaign), call.language)


def _table_of(people: Sequence[Standing], not_written_to: Collection[str], language: Language) -> bytes:
    services = get_services()
    words, regions = services.messages.staff("coverage", language), services.coverage.regions
    rows = []
    for each in people:
        person = each.person
        village = next(v for d in regions.districts for v in d.villages if str(v.code) == person.village)
        district = regions.district(village.code)
        outcome = words[f"outcome_{each.mark.outcome}"] if each.mark.outcome else ""
        rows.append(
            (
                each.id, person.name, f"{person.birth_date:%d-%m-%Y}", person.address, person.rt, person.rw,
                village.name, district.name if district else "", str(village.postcode), person.phone, outcome,
                "ya" if each.is_recorded else "", "ya" if each.id in not_written_to else "",
            )
        )  # fmt: skip
    return write_table(EXPORTED, rows)


def print_campaign(call: Call[Any], campaign: Campaign, what: str) -> bytes:
    """`letters` or `labels` of one run, but for those not written to; recorded when they are made."""
    services = get_services()
    area, said = services.coverage, services.messages.staff("coverage", call.language)
    most = LETTERS_OF_RUN if what == "letters" else LABELS_OF_RUN
    found = area.campaigns.list_to_write(campaign, start=read_start(call), most=most)
    people, office = [(each.id, each.person) for each in found], services.office
    if what == "labels":
        printed = area.ports.printer.print_labels(campaign, people)
    else:
        words = {part: said[f"letter_{part}"] for part in ("title", "greeting", "why", "bring", "free", "mark")}
        where = said["letter_where"].format(pick_up=office.address, hours=office.hours.in_language(call.language))
        printed = area.ports.printer.print_letters(campaign, people, {**words, "where": where})
    area.campaigns.record_issued(campaign, call.officer, what, len(people))
    return printed


def print_sheet(call: Call[Any], day: RecordingDay) -> bytes:
    """Who comes when; recorded."""
    services = get_services()
    area, said = services.coverage, services.messages.staff("coverage", call.language)
    title = said["sheet_title"]
    title = f"{title}: {day.place}, {services.messages.date(day.day, call.language)}"
    return area.ports.printer.print_day_sheet(day, area.recordings.open_people(day, call.officer), title)


def read_place(text: str) -> str:
    """The code of a kelurahan. Raises InvalidRequestError."""
    code = read_village(text, get_services().coverage.regions)
    if code is None:
        raise InvalidRequestError([Fault("village", "unknown_village")])
    return code


def read_places(texts: Sequence[str]) -> tuple[str, ...]:
    """Codes of kecamatan or kelurahan of the city, without dots. Raises InvalidRequestError with every fault."""
    regions = get_services().coverage.regions
    known = {str(d.code) for d in regions.districts} | {str(v.code) for d in regions.districts for v in d.villages}
    codes = [text.replace(".", "") for text in texts]
    faults = [Fault(f"places.{n}", "unknown_village") for n, code in enumerate(codes) if code not in known]
    if faults:
        raise InvalidRequestError(faults)
    return tuple(sorted(set(codes)))


def read_start(call: Call[Any]) -> int:
    """Where a page of a list starts."""
    text = call.query.get("start", "0")
    if not (text.isascii() and text.isdigit() and len(text) < MOST_START):
        raise InvalidRequestError([Fault("start", "not_ours")])
    return int(text)


def read_id(call: Call[Any], part: str) -> str:
    """An id of ours in the path."""
    if SAFE.fullmatch(call.path[part]) is None:
        raise NotFoundError
    return call.path[part]
