"""The numbers on the cards of a case that was handed in: read, compared, forgotten, and told to officers alone."""

import pytest

from chalicelib.domain.access import Visitor
from chalicelib.domain.document import Upload
from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.events import Job, JobKind
from chalicelib.domain.malware import MalwareVerdict
from chalicelib.domain.reading import NumberHint
from chalicelib.services.read_numbers import FILES
from tests.unit.services.given import Desk

TYPED = "3573991203100002"
OTHER = "3573994507800003"


def reading_desk() -> Desk:
    desk = Desk()
    desk.ports.reads_papers = True
    return desk


def jobs(desk: Desk) -> list[Job]:
    return [job for job in desk.ports.registry.jobs.values() if isinstance(job, Job) and job.kind is JobKind.READ]


def card(desk: Desk, visitor: Visitor) -> Upload:
    return next(upload for upload in desk.case(visitor).uploads if upload.slot == "kk")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (f"KARTU KELUARGA No. {TYPED}", NumberHint.AGREE),
        (f"KARTU KELUARGA No. {OTHER}", NumberHint.DIFFER),
        ("", NumberHint.UNREAD),
    ],
)
def test_a_card_is_compared_with_what_was_typed(text: str, hint: NumberHint) -> None:
    desk = reading_desk()
    desk.ports.paper_reader.usual = text
    visitor = desk.submitted()
    (job,) = jobs(desk)
    desk.services.read_numbers(job)
    assert card(desk, visitor).reading is hint
    assert not jobs(desk)


def test_only_cards_are_read_and_nothing_of_their_text_is_kept() -> None:
    desk = reading_desk()
    desk.ports.paper_reader.usual = f"NIK {OTHER}"
    visitor = desk.submitted()
    desk.services.read_numbers(*jobs(desk))
    case = desk.case(visitor)
    assert {upload.slot for upload in case.uploads if upload.reading is not None} == {"kk"}
    assert OTHER not in case.model_dump_json()


def test_the_same_job_twice_reads_once() -> None:
    desk = reading_desk()
    visitor = desk.submitted()
    (job,) = jobs(desk)
    desk.services.read_numbers(job)
    version = desk.case(visitor).version
    desk.services.read_numbers(job)
    assert desk.case(visitor).version == version


def test_a_card_that_is_still_inspected_is_read_later() -> None:
    desk = reading_desk()
    desk.ports.scanner.usual = None
    desk.ports.paper_reader.usual = TYPED
    visitor = desk.submitted()
    (job,) = jobs(desk)
    desk.services.read_numbers(job)
    assert jobs(desk) == [job]
    assert card(desk, visitor).reading is None
    desk.ports.scanner.usual = MalwareVerdict.CLEAN
    desk.inspect()
    desk.services.read_numbers(job)
    assert card(desk, visitor).reading is NumberHint.AGREE


def test_without_a_reader_the_job_comes_again_and_nothing_else_is_held_up() -> None:
    desk = reading_desk()
    desk.ports.paper_reader.is_missing = True
    visitor = desk.submitted()
    (job,) = jobs(desk)
    with pytest.raises(UnavailableError):
        desk.services.read_numbers(job)
    assert card(desk, visitor).reading is None
    assert jobs(desk) == [job]


def test_what_was_read_for_other_numbers_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """A number is typed anew while the card is read: the hint would be of the number before."""
    desk = reading_desk()
    visitor = desk.submitted()
    (job,) = jobs(desk)

    def read_while_somebody_types(_: bytes) -> str:
        case = desk.case(visitor)
        desk.ports.registry.cases[str(case.receipt)] = case.model_copy(update={"lookups": {"nik": "another"}})
        return OTHER

    monkeypatch.setattr(desk.ports.paper_reader, "read", read_while_somebody_types)
    desk.services.read_numbers(job)
    assert card(desk, visitor).reading is None
    assert not jobs(desk)


def test_many_files_of_a_card_are_read_in_several_turns() -> None:
    desk = reading_desk()
    desk.ports.paper_reader.usual = TYPED
    visitor = desk.start()
    desk.send(visitor, *desk.demanded(visitor), *["kk"] * (FILES + 1))
    desk.inspect()
    desk.services.submit_application(visitor, None)
    (job,) = jobs(desk)
    desk.services.read_numbers(job)
    read = [upload.reading for upload in desk.case(visitor).uploads if upload.slot == "kk"]
    assert (read.count(NumberHint.AGREE), jobs(desk)) == (FILES, [job])
    desk.services.read_numbers(job)
    assert not jobs(desk)


def test_nothing_is_read_unless_it_is_wanted() -> None:
    desk = Desk()
    desk.submitted()
    assert not jobs(desk)
