"""Who owes an e-KTP: figures, the list of people, campaigns, and days of recording."""

from collections.abc import Mapping
from itertools import islice
from typing import Any, Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.coverage.campaign import Campaign, Selection
from chalicelib.domain.coverage.figures import total
from chalicelib.domain.coverage.recording import RecordingDay
from chalicelib.domain.rights import Right
from chalicelib.services.run_campaign import PAGE
from functions import _coverage_views as views
from functions._calls import read_day, seen_version
from functions._http import Audience, Call, Reply, endpoint
from functions._schemas import coverage as schemas
from functions.authorizer import authorize_staff

routes = Blueprint(__name__)

ROOT: Final = "/v1/coverage"
DAY: Final = ROOT + "/figures/{day}"
OWING: Final = ROOT + "/owing"
CAMPAIGNS: Final = ROOT + "/campaigns"
CAMPAIGN: Final = CAMPAIGNS + "/{campaign}"
RECORDINGS: Final = ROOT + "/recordings"
RECORDING: Final = RECORDINGS + "/{recording}"
MOST_BYTES: Final = 4 * 1024 * 1024
PDF: Final = "application/pdf"
CSV: Final = "text/csv; charset=utf-8"
MOST_FAULTS: Final = 1_000
"""Of one answer."""
START: Final = (("start", "Where the page starts"),)


def _staff(right: Right, *problems: int) -> Mapping[str, Any]:
    return {"audience": Audience.STAFF, "authorizer": authorize_staff, "right": right, "problems": problems}


def _change(right: Right) -> Mapping[str, Any]:
    return {**_staff(right, 404, 409, 412, 428), "if_match": True}


@endpoint(
    routes, "GET", ROOT, **_staff(Right.READ_COVERAGE), summary="Who owes an e-KTP, by kelurahan",
    response=schemas.CoverageOut,
)  # fmt: skip
def get_coverage(_: Call[None]) -> Reply:
    """The last count of each, the largest gap first."""
    newest = get_services().coverage.count.newest()
    items = [
        schemas.VillageOut(village=code, name=views.name_of(code), day=day, counts=views.view_counts(counts))
        for code, (day, counts) in sorted(newest.items(), key=lambda each: (-each[1][1].gap, each[0]))
    ]
    return Reply(
        schemas.CoverageOut(total=views.view_counts(total(counts for _, counts in newest.values())), items=items)
    )


@endpoint(
    routes, "GET", ROOT + "/pace", **_staff(Right.READ_COVERAGE), summary="When the gap will be closed",
    response=schemas.BurnDownOut,
)  # fmt: skip
def get_pace(_: Call[None]) -> Reply:
    """At the pace of the last thirty days."""
    points, pace = get_services().coverage.count.burn_down()
    items = [schemas.PointOut(day=each.day, due=each.due, recorded=each.recorded, gap=each.gap) for each in points]
    told = schemas.PaceOut(**pace.model_dump()) if pace else None
    return Reply(schemas.BurnDownOut(pace=told, items=items))


@endpoint(
    routes, "POST", DAY + "/preview", **_staff(Right.IMPORT_COVERAGE), summary="What a table of figures would change",
    request=schemas.TableRequest, response=schemas.PreviewOut, most_bytes=MOST_BYTES,
)  # fmt: skip
def preview_figures(call: Call[schemas.TableRequest]) -> Reply:
    """Nothing is stored."""
    preview = get_services().coverage.count.preview(read_day(call.path["day"]), call.body.table)
    return Reply(views.view_preview(preview), headers={"ETag": f'"{preview.seen}"'})


@endpoint(
    routes, "PUT", DAY, **_change(Right.IMPORT_COVERAGE), summary="Store the figures of a day",
    request=schemas.TableRequest, response=schemas.StoredDayOut, most_bytes=MOST_BYTES,
)  # fmt: skip
def put_figures(call: Call[schemas.TableRequest]) -> Reply:
    """All lines or none. `If-Match: "0"` for a day that has no figures yet."""
    day = read_day(call.path["day"])
    stored = get_services().coverage.count.store(day, call.body.table, call.officer, seen_version(call))
    told = schemas.StoredDayOut(day=stored.day, version=stored.version, villages=len(stored.counts))
    return Reply(told, headers={"ETag": f'"{stored.version}"'})


@endpoint(
    routes, "GET", OWING, **_staff(Right.READ_COVERAGE), summary="What is known of the list of who owes",
    response=schemas.OwingOut,
)  # fmt: skip
def get_owing(_: Call[None]) -> Reply:
    """Counts alone."""
    owing = get_services().coverage.owing.read()
    return Reply(views.view_owing(owing), headers={"ETag": f'"{owing.version}"'})


@endpoint(
    routes, "POST", OWING + "/editions", **_staff(Right.LIST_OWING, 412), summary="Begin to bring a list in",
    request=schemas.BeginRequest, response=schemas.OwingOut,
)  # fmt: skip
def begin_owing(call: Call[schemas.BeginRequest]) -> Reply:
    """One that was begun goes on."""
    return Reply(views.view_owing(get_services().coverage.owing.begin(call.body.until, call.officer)))


@endpoint(
    routes, "PUT", OWING + "/pieces/{number}", **_staff(Right.LIST_OWING, 404, 412), summary="Bring some lines in",
    request=schemas.PieceRequest, response=schemas.PieceOut, most_bytes=MOST_BYTES,
)  # fmt: skip
def put_owing_piece(call: Call[schemas.PieceRequest]) -> Reply:
    """The same piece again counts once."""
    text = call.path["number"]
    number = int(text) if text.isascii() and text.isdigit() and len(text) < views.MOST_START else 0
    piece = get_services().coverage.owing.put_piece(number, call.body.table)
    return Reply(
        schemas.PieceOut(
            number=piece.number, taken=len(piece.lines), twice=piece.twice, faults=views.view_faults(piece.refused)
        )
    )


@endpoint(
    routes, "POST", OWING + "/finish", **_staff(Right.LIST_OWING, 404, 412), summary="Let the list hold",
    request=schemas.FinishRequest, response=schemas.OwingOut,
)  # fmt: skip
def finish_owing(call: Call[schemas.FinishRequest]) -> Reply:
    """In place of the one before."""
    return Reply(views.view_owing(get_services().coverage.owing.finish(call.body.pieces, call.officer)))


@endpoint(
    routes, "POST", OWING + "/discard", **_staff(Right.LIST_OWING, 404, 412), summary="Give up what is brought in",
    response=schemas.OwingOut,
)  # fmt: skip
def discard_owing(call: Call[None]) -> Reply:
    """What holds stays."""
    return Reply(views.view_owing(get_services().coverage.owing.discard(call.officer)))


@endpoint(routes, "DELETE", OWING, **_change(Right.LIST_OWING), summary="Destroy the list", response=schemas.OwingOut)
def erase_owing(call: Call[None]) -> Reply:
    """And with it the names of every campaign."""
    return Reply(views.view_owing(get_services().coverage.owing.erase(call.officer, seen_version(call))))


@endpoint(
    routes, "GET", OWING + "/left-out", **_staff(Right.LIST_OWING, 404), summary="Lines that were not taken",
    response=schemas.LeftOutOut, query=START,
)  # fmt: skip
def list_left_out(call: Call[None]) -> Reply:
    """By the line of the file; never with a value."""
    start = views.read_start(call)
    found = list(islice(get_services().coverage.owing.left_out(), start, start + MOST_FAULTS + 1))
    following = start + MOST_FAULTS if len(found) > MOST_FAULTS else None
    return Reply(schemas.LeftOutOut(items=views.view_faults(found[:MOST_FAULTS]), next=following))


@endpoint(
    routes, "GET", OWING + "/people", **_staff(Right.LIST_OWING, 404), summary="People who owe an e-KTP",
    response=schemas.PeopleOut,
    query=[("month", "Of turning 17, as 2026-03"), ("village", "Code of a kelurahan"), *START],
)  # fmt: skip
def list_owing_people(call: Call[None]) -> Reply:
    """A page; who asked is recorded."""
    village = views.read_place(call.query["village"]) if call.query.get("village") else ""
    people, following = get_services().coverage.owing.list_people(
        call.officer, month=call.query.get("month", ""), village=village, start=views.read_start(call)
    )
    return Reply(schemas.PeopleOut(items=[views.view_person(*each) for each in people], next=following))


@endpoint(
    routes, "GET", CAMPAIGNS, **_staff(Right.READ_COVERAGE), summary="Campaigns and what came of them",
    response=schemas.CampaignList,
)  # fmt: skip
def list_campaigns(_: Call[None]) -> Reply:
    """No name is opened."""
    found = get_services().coverage.campaigns.campaigns.list_all()
    return Reply(schemas.CampaignList(items=[views.view_campaign(campaign, is_alone=False) for campaign in found]))


@endpoint(
    routes, "PUT", CAMPAIGN, **_staff(Right.CAMPAIGN, 404), summary="Freeze a list of people to write to or to call",
    request=schemas.CampaignRequest, response=schemas.CampaignOut,
)  # fmt: skip
def put_campaign(call: Call[schemas.CampaignRequest]) -> Reply:
    """The id is the caller's; the same again answers the same."""
    body = call.body
    selection = Selection(
        places=views.read_places(body.places), age_from=body.age_from, age_to=body.age_to, turning=body.turning,
        size=body.size, also=tuple(sorted(set(body.also))),
    )  # fmt: skip
    campaign = get_services().coverage.campaigns.create(
        views.read_id(call, "campaign"), name=body.name, channel=body.channel, selection=selection, by=call.officer
    )
    return Reply(views.view_campaign(campaign))


@endpoint(
    routes, "GET", CAMPAIGN, **_staff(Right.READ_COVERAGE, 404), summary="A campaign and what came of it",
    response=schemas.CampaignOut,
)  # fmt: skip
def get_campaign(call: Call[None]) -> Reply:
    """No name is opened."""
    return Reply(views.view_campaign(_campaign(call)))


@endpoint(
    routes, "GET", CAMPAIGN + "/people", **_staff(Right.CAMPAIGN, 404), summary="People of a campaign",
    response=schemas.StandingList, query=START,
)  # fmt: skip
def list_campaign_people(call: Call[None]) -> Reply:
    """A page; who asked is recorded."""
    campaign, start = _campaign(call), views.read_start(call)
    found = get_services().coverage.campaigns.list_page(campaign, start, call.officer)
    items = [
        schemas.StandingOut(
            person=views.view_person(each.id, each.person),
            outcome=each.mark.outcome,
            is_recorded=each.is_recorded,
            version=each.mark.version,
        )
        for each in found
    ]
    return Reply(schemas.StandingList(items=items, next=start + PAGE if start + PAGE < campaign.people else None))


@endpoint(
    routes, "PUT", CAMPAIGN + "/people/{person}", **_change(Right.CAMPAIGN), summary="What became of a person",
    request=schemas.MarkRequest, response=schemas.MarkOut,
)  # fmt: skip
def put_outcome(call: Call[schemas.MarkRequest]) -> Reply:
    """`If-Match: "0"` for one of whom nothing is known yet."""
    campaign, person = views.read_id(call, "campaign"), views.read_id(call, "person")
    mark = get_services().coverage.campaigns.mark(campaign, person, call.body.outcome, call.officer, seen_version(call))
    told = schemas.MarkOut(person=mark.person, outcome=mark.outcome, version=mark.version)
    return Reply(told, headers={"ETag": f'"{mark.version}"'})


@endpoint(
    routes, "POST", CAMPAIGN + "/outcomes", **_staff(Right.CAMPAIGN, 404, 412), summary="What became of many",
    request=schemas.TableRequest, response=schemas.OutcomesOut, most_bytes=MOST_BYTES,
)  # fmt: skip
def post_outcomes(call: Call[schemas.TableRequest]) -> Reply:
    """A table with id and outcome, of 1,000 lines at most; nothing is stored while a line is at fault.

    The same table again stores what is missing.
    """
    told = get_services().coverage.campaigns.mark_table(views.read_id(call, "campaign"), call.body.table, call.officer)
    return Reply(
        schemas.OutcomesOut(
            changed=len(told.done), done=list(told.done), already=list(told.already),
            refused=views.view_faults(told.refused), faults=views.view_faults(told.faults),
        )
    )  # fmt: skip


@endpoint(
    routes, "GET", CAMPAIGN + "/letters.pdf", **_staff(Right.LIST_OWING, 404, 422),
    summary="Letters of a campaign", media_type=PDF, query=START,
)  # fmt: skip
def get_letters(call: Call[None]) -> Reply:
    """One a person, 100 a file from `start` on; who took them is recorded.

    Nobody is written to of whom `not_written_to` of the campaign says why.
    """
    return _printed(call, "letters")


@endpoint(
    routes, "GET", CAMPAIGN + "/labels.pdf", **_staff(Right.LIST_OWING, 404, 422),
    summary="Address labels of a campaign", media_type=PDF, query=START,
)  # fmt: skip
def get_labels(call: Call[None]) -> Reply:
    """Twenty-four a sheet, 480 a file from `start` on, none for those not written to; who took them is recorded."""
    return _printed(call, "labels")


@endpoint(
    routes, "GET", CAMPAIGN + "/people.csv", **_staff(Right.LIST_OWING, 404), summary="A campaign for mail merge",
    media_type=CSV,
)  # fmt: skip
def export_campaign(call: Call[None]) -> Reply:
    """Without NIK, with everybody: `tidak_disurati` marks who is not written to. Who took it is recorded."""
    headers = {"Content-Disposition": 'attachment; filename="kampanye.csv"'}
    return Reply(views.export_campaign(call, _campaign(call)), headers=headers, media_type=CSV)


@endpoint(
    routes, "GET", RECORDINGS, **_staff(Right.READ_COVERAGE), summary="Days of recording at people's place",
    response=schemas.RecordingList,
)  # fmt: skip
def list_recordings(_: Call[None]) -> Reply:
    """No name is opened."""
    found = get_services().coverage.recordings.days.list_all()
    return Reply(schemas.RecordingList(items=[views.view_recording(day) for day in found]))


@endpoint(
    routes, "PUT", RECORDING, **_staff(Right.CAMPAIGN, 404), summary="Plan a day of recording",
    request=schemas.RecordingRequest, response=schemas.RecordingOut,
)  # fmt: skip
def put_recording(call: Call[schemas.RecordingRequest]) -> Reply:
    """The id is the caller's; the same again answers the same."""
    body = call.body
    planned = get_services().coverage.recordings.plan(
        views.read_id(call, "recording"), place=body.place, village=views.read_place(body.village), day=body.day,
        slots=body.slots, by=call.officer, on_day_off=body.on_day_off,
    )  # fmt: skip
    return _recorded(planned)


@endpoint(
    routes, "GET", RECORDING, **_staff(Right.READ_COVERAGE, 404), summary="A day of recording",
    response=schemas.RecordingOut,
)  # fmt: skip
def get_recording(call: Call[None]) -> Reply:
    """Slots and who is booked, by id."""
    return _recorded(get_services().coverage.recordings.days.get(views.read_id(call, "recording")))


@endpoint(
    routes, "PUT", RECORDING + "/bookings/{person}", **_staff(Right.CAMPAIGN, 404),
    summary="Book somebody of a campaign", request=schemas.BookRequest, response=schemas.RecordingOut,
)  # fmt: skip
def put_booking(call: Call[schemas.BookRequest]) -> Reply:
    """Or move them to another slot; refused where it is full."""
    recording, person = views.read_id(call, "recording"), views.read_id(call, "person")
    service = get_services().coverage.recordings
    return _recorded(service.book(recording, person, call.body.slot, call.body.campaign, call.officer))


@endpoint(
    routes, "POST", RECORDING + "/bookings", **_staff(Right.CAMPAIGN, 404),
    summary="Book somebody of the list who came by themselves", request=schemas.WalkInRequest,
    response=schemas.RecordingOut,
)  # fmt: skip
def book_walk_in(call: Call[schemas.WalkInRequest]) -> Reply:
    """Found by NIK, which is in the body so that it stands in no address."""
    service = get_services().coverage.recordings
    return _recorded(
        service.book_by_nik(views.read_id(call, "recording"), str(call.body.nik), call.body.slot, call.officer)
    )


@endpoint(
    routes, "DELETE", RECORDING + "/bookings/{person}", **_staff(Right.CAMPAIGN, 404), summary="Give a slot back",
    response=schemas.RecordingOut,
)  # fmt: skip
def cancel_booking(call: Call[None]) -> Reply:
    """Twice is once."""
    service = get_services().coverage.recordings
    return _recorded(service.cancel(views.read_id(call, "recording"), views.read_id(call, "person"), call.officer))


@endpoint(
    routes, "PUT", RECORDING + "/attendance/{person}", **_staff(Right.CAMPAIGN, 404), summary="Whether somebody came",
    request=schemas.AttendRequest, response=schemas.RecordingOut,
)  # fmt: skip
def put_attendance(call: Call[schemas.AttendRequest]) -> Reply:
    """Twice is once. Refused for somebody whom another day of recording had: nobody is counted on two."""
    recording, person = views.read_id(call, "recording"), views.read_id(call, "person")
    service = get_services().coverage.recordings
    return _recorded(service.attend(recording, person, call.officer, came=call.body.came))


@endpoint(
    routes, "PUT", RECORDING + "/others", **_staff(Right.CAMPAIGN, 404), summary="Recorded without being listed",
    request=schemas.OthersRequest, response=schemas.RecordingOut,
)  # fmt: skip
def put_others(call: Call[schemas.OthersRequest]) -> Reply:
    """The count of the day."""
    service = get_services().coverage.recordings
    return _recorded(service.count_others(views.read_id(call, "recording"), call.body.count, call.officer))


@endpoint(
    routes, "GET", RECORDING + "/steps", **_staff(Right.CAMPAIGN, 404), summary="Who changed a day of recording",
    response=schemas.RecordingSteps,
)  # fmt: skip
def list_recording_steps(call: Call[None]) -> Reply:
    """By whom it was planned, who booked and cancelled, who said that somebody came."""
    days = get_services().coverage.recordings.days
    steps = days.list_steps(days.get(views.read_id(call, "recording")).id)
    items = [schemas.RecordingStepOut(**step.model_dump()) for step in steps]
    return Reply(schemas.RecordingSteps(items=items))


@endpoint(
    routes, "GET", RECORDING + "/sheet.pdf", **_staff(Right.CAMPAIGN, 404), summary="Who comes when, on paper",
    media_type=PDF,
)  # fmt: skip
def get_day_sheet(call: Call[None]) -> Reply:
    """Who took it is recorded."""
    day = get_services().coverage.recordings.days.get(views.read_id(call, "recording"))
    sheet = views.print_sheet(call, day)
    headers = {"Content-Disposition": 'inline; filename="daftar-hadir.pdf"'}
    return Reply(sheet, headers=headers, media_type=PDF)


def _printed(call: Call[None], what: str) -> Reply:
    headers = {"Content-Disposition": f'inline; filename="{what}.pdf"'}
    return Reply(views.print_campaign(call, _campaign(call), what), headers=headers, media_type=PDF)


def _campaign(call: Call[Any]) -> Campaign:
    return get_services().coverage.campaigns.campaigns.get(views.read_id(call, "campaign"))


def _recorded(day: RecordingDay) -> Reply:
    return Reply(views.view_recording(day))
