"""Letters, from the plan that ends with one to what the post brought back, on memory."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, cast

import pytest
from pydantic import ValidationError

from chalicelib.domain.access import Actor, ActorKind, Role
from chalicelib.domain.applicant import Address, Contact, Person
from chalicelib.domain.errors import (
    IdempotencyKeyReusedError,
    InvalidRequestError,
    StaleVersionError,
    UnavailableError,
)
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.identifiers import IdempotencyKey, PostalNumber, Postcode, ReceiptNumber
from chalicelib.domain.letters import (
    BATCHES,
    TO_PRINT,
    Letter,
    LetterBatch,
    LetterState,
    Mailing,
    ReturnReason,
    read_mailings,
)
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.names import PersonName
from chalicelib.domain.notice_plan import LETTER_EVENTS, NoticePlans, Plan, Step
from chalicelib.domain.notification import NoticeChannel, NoticeState
from chalicelib.domain.suppression import Suppression, SuppressionReason
from chalicelib.domain.worklist import UNREACHED
from chalicelib.services.letter_ports import LetterShelf
from chalicelib.services.letters import Letters
from tests.office import MiniOffice
from tests.unit.notices.given import BOTH, NOW, a_case, a_job, a_product, personal
from tests.unit.notices.test_send_notices import Crash, CrashAt, Port

HOME = Address(street="Jalan Contoh 7", rt="3", rw="4", postcode=Postcode("65111"))
ELSEWHERE = HOME.model_copy(update={"street": "Jalan Contoh 8"})
NUMBER = PostalNumber("RR000000005ID")
CLERK = Actor(kind=ActorKind.OFFICER, id="clerk-1", roles=frozenset({Role.FRONT_OFFICER}))


class Post:
    """An office whose residents have an address alone, unless said otherwise."""

    def __init__(self) -> None:
        self.office = MiniOffice()
        self.ports = self.office.ports
        self.ports.clock.moment = NOW
        self.officer = CLERK
        self.homes = [HOME]

    @property
    def letters(self) -> Letters:
        return self.office.services.letters

    def write(self, count: int = 1, event: NoticeEvent = NoticeEvent.READY, contact: Contact | None = None) -> None:
        """So many residents have news of theirs told."""
        for number in range(count):
            receipt = ReceiptNumber.derive(b"letters", str(number).encode())
            state = {"state": CaseState.REJECTED} if event is NoticeEvent.REJECTED else {}
            case = a_case(products=(a_product(),)).model_copy(update={"receipt": receipt, **state})
            self.ports.registry.cases[receipt] = case
            home, name = self.homes[number % len(self.homes)], PersonName(f"Contoh Warga {number}")
            told = personal(contact or Contact(), address=home, applicant=Person(name=name))
            self.ports.registry.sealed[receipt] = self.ports.sealer.seal(receipt, told, None)
            product = "p1" if event is NoticeEvent.READY else None
            job = a_job(event, product).model_copy(update={"receipt": receipt})
            self.ports.outbox.add([job])
            self.office.services.send_notices(job)
            self.ports.clock.advance(seconds=1)

    def propose(self, size: int = 10, key: str = "8e03978e-40d5-43e8-bc93-6894a57f9324") -> str:
        return self.letters.propose(size, self.officer, IdempotencyKey.parse(key)).id

    def printed(self) -> str:
        """A batch of all that wait, on paper."""
        batch = self.propose()
        self.letters.print(batch)
        return batch

    def listed(self, queue: str) -> list[str]:
        return [line["receipt"] for line in self.ports.cases.list_queue(queue, None, 100).items if "receipt" in line]

    def states(self) -> list[LetterState]:
        return [letter.state for letter in self.ports.letters.shelf.letters.values()]

    def notice_states(self) -> set[NoticeState]:
        return {notice.state for known in self.ports.registry.notices.values() for notice in known.values()}


def test_only_news_that_outlives_the_post_ends_with_a_letter_and_it_must_be_last() -> None:
    plans = NoticePlans()
    ending = {event for event in NoticeEvent if plans.of(event).steps[-1].channel is NoticeChannel.LETTER}
    assert ending == LETTER_EVENTS
    letter, mail = (
        Step(channel=NoticeChannel.LETTER, wait_minutes=7200),
        Step(channel=NoticeChannel.EMAIL, wait_minutes=60),
    )
    with pytest.raises(ValidationError, match="last step"):
        Plan(steps=(letter, mail))
    with pytest.raises(ValidationError, match="no letter tells of pin_reissued"):
        NoticePlans(of_event={NoticeEvent.PIN_REISSUED: Plan(steps=(letter,), urgent=True)})
    with pytest.raises(ValidationError, match="72 hours"):
        Plan(steps=(Step(channel=NoticeChannel.EMAIL, wait_minutes=4000), letter))


def test_who_has_an_address_alone_gets_a_letter_at_once_and_a_repeat_is_the_same_letter() -> None:
    post = Post()
    post.write()
    post.write()
    assert len(post.listed(TO_PRINT)) == 1
    assert post.notice_states() == {NoticeState.SENT}
    assert post.listed(UNREACHED) == []


def test_a_run_that_died_while_it_filed_a_letter_files_it_again_under_the_same_key() -> None:
    post = Post()
    post.write()
    ((receipt, known),) = post.ports.registry.notices.items()
    (first,) = known.values()
    known[first.id] = first.model_copy(update={"state": NoticeState.SENDING})
    post.ports.clock.advance(minutes=5)
    post.office.services.send_notices(a_job().model_copy(update={"receipt": receipt}))
    assert len(post.ports.letters.shelf.letters) == 1
    batch = post.printed()
    post.letters.mail(batch, ())
    post.letters.take_back(receipt, ReturnReason.MOVED)
    post.office.work()
    assert post.listed(UNREACHED) == [receipt]


def test_a_letter_comes_after_every_other_channel_failed_and_nobody_mails_it_for_five_days() -> None:
    post = Post()
    post.office.undelivered = set(NoticeChannel)
    post.write(contact=BOTH)
    for _ in range(5):
        post.office.work()
        post.ports.clock.advance(days=1)
    assert len(post.listed(TO_PRINT)) == 1
    assert post.listed(UNREACHED) == []
    post.ports.clock.advance(days=5)
    post.office.work()
    assert post.listed(UNREACHED) == post.listed(TO_PRINT)
    post.letters.mail(post.printed(), ())
    assert post.listed(UNREACHED) == []


def test_a_batch_is_proposed_once_for_a_key_and_takes_the_oldest_that_are_free() -> None:
    post = Post()
    post.write(3)
    oldest = post.listed(TO_PRINT)[:2]
    batch = post.propose(2)
    assert post.propose(2) == batch
    assert [receipt for receipt, _ in post.letters.read_batch(batch)[0].letters] == oldest
    with pytest.raises(IdempotencyKeyReusedError):
        post.propose(3)
    other = post.propose(2, key="11111111-40d5-43e8-bc93-6894a57f9324")
    assert len(post.letters.read_batch(other)[0].letters) == 1
    with pytest.raises(InvalidRequestError, match="no_letters_wait"):
        post.propose(2, key="22222222-40d5-43e8-bc93-6894a57f9324")


def test_of_two_officers_who_take_the_same_letters_the_second_gets_what_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    post = Post()
    post.write(2)
    shelf = post.ports.letters.shelf
    open_batch = shelf.open_batch

    def open_second(batch: LetterBatch, letters: Sequence[Letter]) -> None:
        monkeypatch.setattr(shelf, "open_batch", open_batch)
        post.propose(1, key="33333333-40d5-43e8-bc93-6894a57f9324")
        open_batch(batch, letters)

    monkeypatch.setattr(shelf, "open_batch", open_second)
    late = post.propose(2)
    assert len(post.letters.read_batch(late)[0].letters) == 1
    assert post.listed(TO_PRINT) == []


def test_mailed_is_told_once_however_often_it_is_said_and_a_number_may_follow() -> None:
    post = Post()
    post.write(2)
    batch = post.printed()
    codes = [letter.code for letter in post.letters.read_batch(batch)[1]]
    assert post.letters.mail(batch, [Mailing(letter=codes[0])]).done == 1
    again = post.letters.mail(batch, [Mailing(letter=codes[0])])
    assert (again.done, again.already) == (0, 1)
    numbered = [Mailing(letter=codes[0], postal_number=NUMBER), Mailing(letter=codes[1])]
    assert post.letters.mail(batch, numbered).done == 2
    assert post.notice_states() == {NoticeState.DELIVERED}
    assert post.ports.cases.list_queue(BATCHES, None, 9).items == ()
    post.office.work()
    assert not post.ports.registry.jobs


def test_a_list_with_any_fault_mails_nothing_and_names_every_line() -> None:
    post = Post()
    post.write(2)
    batch = post.printed()
    codes = [letter.code for letter in post.letters.read_batch(batch)[1]]
    table = f"surat;nomor kiriman\n{codes[0]};{NUMBER}\n{codes[1]};{NUMBER}\nTEST-TEST-TE5/1;\n"
    with pytest.raises(InvalidRequestError) as refused:
        post.letters.mail(batch, read_mailings(table))
    assert [(fault.field, fault.code) for fault in refused.value.faults] == [
        ("letters.1", "letter_number_taken"),
        ("letters.2", "letter_unknown"),
    ]
    assert set(post.states()) == {LetterState.PRINTED}


def test_what_was_spoiled_waits_again_and_cannot_be_mailed_from_its_old_batch() -> None:
    post = Post()
    post.write()
    batch = post.printed()
    (letter,) = post.letters.read_batch(batch)[1]
    assert post.letters.put_back(batch, [letter.code]).done == 1
    assert post.letters.put_back(batch, [letter.code]).already == 1
    assert post.listed(TO_PRINT) == [letter.receipt]
    with pytest.raises(InvalidRequestError, match="letter_not_to_mail"):
        post.letters.mail(batch, [Mailing(letter=letter.code)])


def test_of_mailed_and_put_back_at_once_one_wins_and_the_other_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    post = Post()
    post.write()
    batch = post.printed()
    (letter,) = post.letters.read_batch(batch)[1]
    shelf = post.ports.letters.shelf
    seen = shelf.get_many(shelf.get_batch(batch).letters)
    post.letters.put_back(batch, [letter.code])
    monkeypatch.setattr(shelf, "get_many", lambda _: seen)
    with pytest.raises(InvalidRequestError, match="letter_changed"):
        post.letters.mail(batch, ())
    assert post.notice_states() == {NoticeState.SENT}


def test_a_letter_that_came_back_fails_its_notice_lists_its_case_and_stops_letters_to_its_address() -> None:
    post = Post()
    post.write()
    batch = post.printed()
    (letter,) = post.letters.read_batch(batch)[1]
    with pytest.raises(InvalidRequestError, match="letter_not_mailed"):
        post.letters.take_back(letter.code, ReturnReason.MOVED)
    post.letters.mail(batch, [Mailing(letter=letter.code, postal_number=NUMBER)])
    for scan in (str(NUMBER), letter.code, letter.receipt, letter.code.lower()):
        assert post.letters.take_back(scan, ReturnReason.UNKNOWN).state is LetterState.RETURNED
    post.office.work()
    assert post.listed(UNREACHED) == [letter.receipt]
    post.write(event=NoticeEvent.REJECTED)
    assert post.listed(TO_PRINT) == []
    with pytest.raises(InvalidRequestError, match="letter_scan_unreadable"):
        post.letters.take_back("!", ReturnReason.UNKNOWN)


def test_what_no_longer_holds_or_was_told_meanwhile_is_not_printed() -> None:
    post = Post()
    post.write(3)
    batch = post.propose()
    first, second, third = post.letters.read_batch(batch)[1]
    case = post.ports.registry.cases[first.receipt]
    fetched = case.products[0].model_copy(update={"state": ProductState.HANDED_OVER})
    post.ports.registry.cases[first.receipt] = case.model_copy(update={"products": (fetched,)})
    notices = post.ports.registry.notices[second.receipt]
    sms = next(iter(notices.values())).model_copy(update={"channel": "sms", "state": NoticeState.DELIVERED})
    notices["by-sms"] = sms.model_copy(update={"id": "by-sms", "recipient": ""})  # from before addresses were kept
    strangers = post.ports.registry.notices[third.receipt]
    gone = next(iter(strangers.values())).model_copy(update={"channel": "sms", "state": NoticeState.DELIVERED})
    strangers["by-sms"] = gone.model_copy(update={"id": "by-sms", "recipient": "a-number-that-is-theirs-no-more"})
    printed = post.letters.print(batch)
    assert (printed.receipts, printed.left_out) == ((third.receipt,), 2)
    assert post.letters.print(batch).pdf == printed.pdf
    assert sorted(post.states()) == ["closed", "closed", "printed"]


def test_the_shelf_refuses_what_another_changed() -> None:
    post = Post()
    post.write()
    (letter,) = post.ports.letters.shelf.letters.values()
    post.propose()
    with pytest.raises(StaleVersionError):
        post.ports.letters.shelf.save(letter.closed())


@pytest.mark.parametrize("reason", ReturnReason)
def test_only_a_reason_that_lies_with_the_address_stops_letters_to_it(reason: ReturnReason) -> None:
    post = Post()
    post.write()
    batch = post.printed()
    (letter,) = post.letters.read_batch(batch)[1]
    post.letters.mail(batch, ())
    for _ in range(2):
        assert post.letters.take_back(letter.code, reason).returned_because is reason
    post.office.work()
    assert post.listed(UNREACHED) == [letter.receipt]
    post.write(event=NoticeEvent.REJECTED)
    is_ended = reason in {ReturnReason.UNKNOWN, ReturnReason.MOVED, ReturnReason.REFUSED}
    assert post.listed(TO_PRINT) == ([] if is_ended else [letter.receipt])


def test_a_reason_that_was_mistaken_is_set_right_by_the_right_one_and_an_opt_out_stays() -> None:
    post = Post()
    post.write()
    batch = post.printed()
    (letter,) = post.letters.read_batch(batch)[1]
    post.letters.mail(batch, ())
    post.letters.take_back(letter.code, ReturnReason.REFUSED)
    ((address, known),) = post.ports.suppressions.suppressed.items()
    for _ in range(2):
        post.letters.take_back(letter.code, ReturnReason.DAMAGED)
        assert not post.ports.suppressions.suppressed
    post.letters.take_back(letter.code, ReturnReason.MOVED)
    assert list(post.ports.suppressions.suppressed) == [address]
    own_word = known.model_copy(update={"reason": SuppressionReason.OPTED_OUT})
    post.ports.suppressions.suppressed[address] = own_word
    post.letters.take_back(letter.code, ReturnReason.NOT_COLLECTED)
    assert post.ports.suppressions.suppressed[address] == own_word


def test_a_batch_that_was_printed_meanwhile_is_not_printed_again_unknowingly() -> None:
    post = Post()
    post.write()
    batch = post.propose()
    with pytest.raises(InvalidRequestError, match="letters_not_printed"):
        post.letters.mail(batch, ())
    post.letters.print(batch, 0)
    with pytest.raises(InvalidRequestError, match="letters_printed_meanwhile"):
        post.letters.print(batch, 0)
    known, _ = post.letters.read_batch(batch)
    assert (known.prints, known.printed_at) == (1, post.ports.clock.now())
    post.letters.print(batch, known.prints)


def test_of_two_who_print_at_the_same_moment_one_has_the_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    post = Post()
    post.write()
    batch = post.propose()
    shelf = post.ports.letters.shelf
    save_batch = shelf.save_batch

    def save_second(known: LetterBatch) -> None:
        monkeypatch.setattr(shelf, "save_batch", save_batch)
        post.letters.print(batch, 0)
        save_batch(known)

    monkeypatch.setattr(shelf, "save_batch", save_second)
    with pytest.raises(InvalidRequestError, match="letters_printed_meanwhile"):
        post.letters.print(batch, 0)
    assert post.letters.read_batch(batch)[0].prints == 1


def overtake(post: Post, letter: Letter) -> str:
    """What it tells was fetched at the counter."""
    case = post.ports.registry.cases[letter.receipt]
    fetched = case.products[0].model_copy(update={"state": ProductState.HANDED_OVER})
    post.ports.registry.cases[letter.receipt] = case.model_copy(update={"products": (fetched,)})
    return "letter_overtaken"


def opt_out(post: Post, letter: Letter) -> str:
    """Its resident wants no more."""
    (notice,) = post.ports.registry.notices[letter.receipt].values()
    word = Suppression(reason=SuppressionReason.OPTED_OUT, since=post.ports.clock.now())
    post.ports.suppressions.add(notice.recipient, word)
    return "letter_stopped"


@pytest.mark.parametrize("happens", [overtake, opt_out])
def test_what_happened_after_printing_is_said_before_mailing_and_the_rest_goes(
    happens: Callable[[Post, Letter], str],
) -> None:
    post = Post()
    post.homes = [HOME, ELSEWHERE]
    post.write(2)
    batch = post.printed()
    first, second = post.letters.read_batch(batch)[1]
    code = happens(post, first)
    with pytest.raises(InvalidRequestError) as refused:
        post.letters.mail(batch, ())
    assert [(fault.field, fault.code, dict(fault.params)) for fault in refused.value.faults] == [
        ("letters.0", code, {"letter": first.code})
    ]
    assert set(post.states()) == {LetterState.PRINTED}
    assert post.letters.mail(batch, [Mailing(letter=second.code)]).done == 1
    with pytest.raises(InvalidRequestError, match="no_letters_left"):
        post.letters.print(batch)
    with pytest.raises(InvalidRequestError, match="letter_not_to_mail"):
        post.letters.mail(batch, [Mailing(letter=first.code)])
    post.office.work()
    assert post.listed(UNREACHED) == ([first.receipt] if happens is opt_out else [])


@pytest.mark.parametrize("happens", [overtake, opt_out])
def test_what_left_before_anybody_knew_is_recorded_when_that_is_said(happens: Callable[[Post, Letter], str]) -> None:
    post = Post()
    post.write()
    batch = post.printed()
    happens(post, post.letters.read_batch(batch)[1][0])
    assert post.letters.mail(batch, (), are_gone=True).done == 1
    assert post.notice_states() == {NoticeState.DELIVERED}


def test_mailed_by_two_officers_at_once_is_mailed_once_and_the_second_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    post = Post()
    post.write()
    batch = post.printed()
    shelf = post.ports.letters.shelf
    seen = shelf.get_many(shelf.get_batch(batch).letters)
    answers = iter([seen])
    get_many = shelf.get_many
    post.letters.mail(batch, ())
    monkeypatch.setattr(shelf, "get_many", lambda keys: next(answers, None) or get_many(keys))
    second = post.letters.mail(batch, [Mailing(letter=seen[0].code)], are_gone=True)
    assert (second.done, second.already) == (0, 1)


def test_a_run_that_died_between_mailed_and_told_is_made_up_by_the_same_press(monkeypatch: pytest.MonkeyPatch) -> None:
    post = Post()
    post.write(2)
    batch = post.printed()

    def die(_: object) -> None:
        raise UnavailableError

    with monkeypatch.context() as patched:
        patched.setattr(post.ports.notices, "report", die)
        with pytest.raises(UnavailableError):
            post.letters.mail(batch, ())
    assert (post.letters.mail(batch, ()).done, post.notice_states()) == (1, {NoticeState.DELIVERED})
    assert post.ports.cases.list_queue(BATCHES, None, 9).items == ()


DEEDS: dict[str, Callable[[Letters, str], object]] = {
    "print": lambda letters, batch: letters.print(batch),
    "mail": lambda letters, batch: letters.mail(batch, []),
    "put back": lambda letters, batch: letters.put_back(batch, _codes(letters, batch)),
    "take back": lambda letters, batch: [
        letters.take_back(code, ReturnReason.MOVED) for code in _codes(letters, batch)
    ],
    "print again": lambda letters, batch: [
        letters.print_again(letter.first_code) for letter in letters.read_batch(batch)[1]
    ],
}


def _codes(letters: Letters, batch: str) -> list[str]:
    return [letter.code for letter in letters.read_batch(batch)[1]]


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("has_moved_away", [False, True])
def test_a_crash_at_any_call_of_a_deed_leaves_what_doing_it_again_ends(deed: str, *, has_moved_away: bool) -> None:
    ends = []
    for look in (0, *range(1, 200)):
        crash, post = CrashAt(look), Post()
        post.write(2)
        batch = post.propose()
        if deed in {"mail", "take back", "print again"}:
            post.letters.print(batch)
        if deed in {"take back", "print again"}:
            post.letters.mail(batch, [])
        if deed == "print again":
            for code in _codes(post.letters, batch):
                post.letters.take_back(code, ReturnReason.DAMAGED)
        if has_moved_away:
            _forget_addresses(post)
        with suppress(Crash, InvalidRequestError):
            DEEDS[deed](_breaking(post.letters, crash), batch)
        with suppress(InvalidRequestError):  # nothing of it is left to be done
            DEEDS[deed](post.letters, batch)
        jobs = sorted(str(job.partition) for job in post.ports.registry.jobs.values())
        ends.append((post.states(), sorted(post.notice_states()), post.listed(BATCHES), jobs))
        assert ends[-1] == ends[0], look
        if look and crash.left > 0:
            return
    pytest.fail("no run came to its end")


def _breaking(letters: Letters, crash: CrashAt) -> Letters:
    shelf, report = Port(letters.shelf, crash), letters.take_report
    take: Any = {
        name: Port(getattr(report, name), crash) for name in ("notices", "outbox", "unreached", "suppressions")
    }
    news = replace(letters.news, notices=take["notices"])
    return replace(letters, shelf=cast("LetterShelf", shelf), take_report=replace(report, **take), news=news)


def _forget_addresses(post: Post) -> None:
    for receipt in post.ports.registry.cases:
        number = ReceiptNumber.restore(receipt)
        post.ports.registry.sealed[receipt] = post.ports.sealer.seal(number, personal(Contact()), None)


def practise(post: Post) -> None:
    """What waits was made in training."""
    shelf = post.ports.letters.shelf
    for key, letter in shelf.letters.items():
        shelf.letters[key] = letter.model_copy(update={"is_practice": True})


def test_a_letter_of_training_is_not_mailed_once_the_office_is_live_and_its_case_goes_to_staff() -> None:
    post = Post()
    post.write(2)
    batch = post.printed()
    practise(post)
    for are_gone in (False, True):
        with pytest.raises(InvalidRequestError) as refused:
            post.letters.mail(batch, (), are_gone=are_gone)
        assert {fault.code for fault in refused.value.faults} == {"letter_practice"}
    assert post.notice_states() == {NoticeState.SENT}
    for _ in range(2):
        with pytest.raises(InvalidRequestError, match="no_letters_left"):
            post.letters.print(batch)
    assert set(post.states()) == {LetterState.CLOSED}
    post.office.work()
    assert len(post.listed(UNREACHED)) == 2
    assert post.listed(TO_PRINT) == []


def test_a_letter_of_training_can_be_practised_with_and_tells_nobody() -> None:
    post = Post()
    post.write()
    practise(post)
    training = replace(post.letters, is_practice=True)
    batch = training.propose(1, post.officer, IdempotencyKey.parse("8e03978e-40d5-43e8-bc93-6894a57f9324")).id
    training.print(batch)
    for _ in range(2):
        training.mail(batch, ())
    assert post.states() == [LetterState.MAILED]
    assert post.notice_states() == {NoticeState.SENT}
    with pytest.raises(InvalidRequestError, match="letter_practice"):
        post.letters.mail(batch, ())


def test_a_letter_that_came_back_stops_letters_to_its_own_resident_and_not_to_their_household() -> None:
    post = Post()
    post.write(2)
    batch = post.printed()
    post.letters.mail(batch, ())
    first, second = post.letters.read_batch(batch)[1]
    post.letters.take_back(first.code, ReturnReason.MOVED)
    post.write(2, event=NoticeEvent.REJECTED)
    assert post.listed(TO_PRINT) == [second.receipt]


def come_back(post: Post, reason: ReturnReason = ReturnReason.DAMAGED) -> Letter:
    """A letter that the post brought back."""
    post.write()
    batch = post.printed()
    (letter,) = post.letters.read_batch(batch)[1]
    post.letters.mail(batch, [Mailing(letter=letter.code, postal_number=NUMBER)])
    return post.letters.take_back(letter.code, reason)


def test_a_letter_that_came_back_damaged_is_printed_again_once_and_told_when_that_one_is_mailed() -> None:
    post = Post()
    first = come_back(post)
    post.office.work()
    again = {post.letters.print_again(scan) for scan in (first.code, str(NUMBER), first.receipt, f"{first.code}/2")}
    assert [(one.state, one.code, one.postal_number) for one in again] == [
        (LetterState.WAITING, f"{first.code}/2", None)
    ]
    assert post.listed(TO_PRINT) == post.listed(UNREACHED) == [first.receipt]
    tried = sorted((n.attempt, n.state) for n in post.ports.registry.notices[first.receipt].values())
    assert tried == [(1, NoticeState.FAILED), (2, NoticeState.SENT)]
    batch = post.propose(key="11111111-40d5-43e8-bc93-6894a57f9324")
    post.letters.print(batch)
    with pytest.raises(InvalidRequestError, match="letter_number_taken"):
        post.letters.mail(batch, [Mailing(letter=f"{first.code}/2", postal_number=NUMBER)])
    post.letters.mail(batch, ())
    assert post.listed(UNREACHED) == []
    for scan in (first.code, str(NUMBER)):  # the paper that came back before is found once more
        with pytest.raises(InvalidRequestError, match="letter_not_mailed"):
            post.letters.take_back(scan, ReturnReason.MOVED)
    post.letters.take_back(f"{first.code}/2", ReturnReason.NOT_COLLECTED)
    post.office.work()
    assert post.listed(UNREACHED) == [first.receipt]
    assert post.letters.print_again(first.receipt).copy_number == 3


def test_no_letter_is_printed_again_that_is_on_its_way_or_that_nobody_waits_for() -> None:
    post = Post()
    post.write()
    batch = post.printed()
    (letter,) = post.letters.read_batch(batch)[1]
    post.letters.mail(batch, ())
    with pytest.raises(InvalidRequestError, match="letter_not_returned"):
        post.letters.print_again(letter.code)
    post.letters.take_back(letter.code, ReturnReason.MOVED)
    with pytest.raises(InvalidRequestError, match="letter_again_stopped"):
        post.letters.print_again(letter.code)
    post.letters.take_back(letter.code, ReturnReason.DAMAGED)
    overtake(post, letter)
    with pytest.raises(InvalidRequestError, match="letter_again_overtaken"):
        post.letters.print_again(letter.code)
    assert len(post.ports.registry.notices[letter.receipt]) == 1


def test_of_two_who_print_it_again_at_the_same_moment_one_letter_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    post = Post()
    first = come_back(post)
    shelf = post.ports.letters.shelf
    save = shelf.save

    def save_second(letter: Letter, number_digest: str = "") -> None:
        monkeypatch.setattr(shelf, "save", save)
        post.letters.print_again(first.code)
        save(letter, number_digest)

    monkeypatch.setattr(shelf, "save", save_second)
    assert post.letters.print_again(first.code).copy_number == 2
    assert len(post.ports.registry.notices[first.receipt]) == 2
    assert post.states() == [LetterState.WAITING]
