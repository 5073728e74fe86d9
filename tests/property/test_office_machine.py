"""One office under everybody's hands at once: residents, officers, workers that repeat and reorder, and time."""

from collections import Counter
from contextlib import suppress
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule

from chalicelib.domain.access import Role
from chalicelib.domain.case import Case
from chalicelib.domain.errors import InvalidRequestError
from chalicelib.domain.events import JobKind, NoticeEvent, OutboxJob
from chalicelib.domain.lifecycle import AT_LEAST_READY, CaseState, ProductState
from chalicelib.domain.notification import STANDINGS, NoticeState
from chalicelib.domain.print_batch import SpoilReason, StockReason
from tests.builders import OFFICER
from tests.gateway import Answer, Gateway
from tests.integration.http.walk import a_step, spoil
from tests.office import JPEG, LOST, PERSON, MiniOffice, Officer, Resident
from tests.print_room import print_in_batch
from tests.recount import hold_to_recount

SECRETS = (PERSON["name"], PERSON["nik"], LOST["family_card_number"], "siti@example.org", "+6281000000001")
SLOTS = st.sampled_from(["f102", "sk-hilang", "kk"])
FILES = st.sampled_from([JPEG, JPEG, JPEG, b"not a picture"])
STEPS = ("entered", "print_ready", "printed", "made_ready", "spoiled", "corrected", "entry_corrected")
ROLES = (Role.VERIFIER, Role.PRODUCER, Role.COUNTER)

TOLD_TWICE = 0.3


MOST_HALF_DAYS = 20


class Office(RuleBasedStateMachine):
    """Rules are what people and machines do; the model is plain dicts of what they were promised."""

    residents = Bundle("residents")

    @initialize()
    def open(self) -> None:
        """An empty office; nothing was promised to anybody."""
        self.office = MiniOffice()
        self.intents: dict[str, str] = {}
        self.receipts: set[str] = set()
        self.delivered: list[OutboxJob] = []
        self.desks: dict[Role, Gateway] = {role: self.office.staff(role) for role in ROLES}

    def hear(self, answer: Answer) -> Answer:
        """No request may break the office."""
        assert answer.status < 500, answer.content
        return answer

    def stored(self, resident: Resident) -> Case:
        """The case as it stands."""
        return next(case for receipt, case in self.office.ports.registry.cases.items() if str(receipt) == resident.id)

    @rule(target=residents, number=st.integers(1, 3))
    def start(self, number: int) -> Resident:
        """One of three intents, however often."""
        key = self.intents.get(f"key-{number}") or self.office.key()
        resident = self.office.start(LOST, key)
        self.intents[f"key-{number}"] = key
        assert self.intents.setdefault(key, resident.id) == resident.id
        return resident

    @rule(resident=residents, slot=SLOTS, content=FILES, says=st.booleans())
    def send(self, resident: Resident, slot: str, content: bytes, says: bool) -> None:  # noqa: FBT001 - drawn by the machine
        """A file, with or without a word; the bucket's event may say it instead."""
        body = {"slot": slot, "media_type": "image/jpeg", "size": len(content)}
        granted = self.hear(resident.call("POST", "/uploads", body))
        if granted.status != 201:
            return
        key, upload = granted.json["form"]["fields"]["key"], granted.json["upload"]["upload_id"]
        self.office.ports.store.put_upload(key, content)
        if says:
            self.hear(resident.call("PUT", f"/uploads/{upload}/complete"))
        else:
            self.office.services.receive_upload.note_arrival(self.stored(resident).receipt, upload, key)

    @rule(resident=residents, pick=st.integers(0, 5))
    def take_back(self, resident: Resident, pick: int) -> None:
        """Withdraw some file."""
        uploads = self.stored(resident).uploads
        if uploads:
            self.hear(resident.call("DELETE", f"/uploads/{uploads[pick % len(uploads)].id}"))

    @rule(resident=residents)
    def send_all_and_submit(self, resident: Resident) -> None:
        """What most people do."""
        for slot in ("f102", "sk-hilang", "kk"):
            self.send(resident, slot, JPEG, says=True)
        self.submit(resident)

    @rule(resident=residents)
    def submit(self, resident: Resident) -> None:
        """Hand it in; from a 200 on, there is a record for ever."""
        answer = self.hear(resident.submit())
        if answer.status == 200:
            self.receipts.add(resident.id)

    @rule(resident=residents, pin=st.sampled_from(["", "000000"]))
    def track(self, resident: Resident, pin: str) -> None:
        """Follow it, perhaps with a wrong PIN."""
        self.hear(resident.track(pin))

    @rule(resident=residents)
    def amend(self, resident: Resident) -> None:
        """Say something else."""
        self.hear(resident.call("PATCH", "", {"language": "en", "contact": LOST["contact"]}))

    @rule(resident=residents, sure=st.integers(1, 8))
    def cancel(self, resident: Resident, sure: int) -> None:
        """Take the application back, rarely."""
        if sure == 8:
            self.hear(resident.call("POST", "/cancellation"))

    def move(
        self, resident: Resident, role: Role, method: str, rest: str, body: dict[str, Any] | None = None
    ) -> Answer:
        """An officer's move on the version that stands."""
        officer = Officer(self.desks[role], resident.id)
        return self.hear(officer.move(method, rest, body, self.stored(resident).version))

    @rule(resident=residents, slot=SLOTS, kind=st.sampled_from(["unreadable", "accepted"]))
    def review(self, resident: Resident, slot: str, kind: str) -> None:
        """Claim and judge one paper."""
        self.move(resident, Role.VERIFIER, "POST", "/claim")
        self.move(resident, Role.VERIFIER, "PUT", f"/documents/{slot}/verdict", {"kind": kind})

    @rule(resident=residents)
    def accept(self, resident: Resident) -> None:
        """Accept every paper, and the case."""
        self.move(resident, Role.VERIFIER, "POST", "/claim")
        for document in self.stored(resident).documents:
            self.move(resident, Role.VERIFIER, "PUT", f"/documents/{document.id}/verdict", {"kind": "accepted"})
        self.move(resident, Role.VERIFIER, "POST", "/accept")

    @rule(resident=residents, missing=st.sampled_from([[], [{"slot": "kk"}]]))
    def send_back(self, resident: Resident, missing: list[dict[str, str]]) -> None:
        """Return it, from wherever it is."""
        self.move(resident, Role.VERIFIER, "POST", "/return", {"missing": missing})

    @rule(resident=residents, milestone=st.sampled_from(STEPS))
    def record(self, resident: Resident, milestone: str) -> None:
        """A milestone in or out of turn."""
        self.move(resident, Role.PRODUCER, "POST", "/milestones", a_step(milestone))

    @rule(resident=residents)
    def print(self, resident: Resident) -> None:
        """The card leaves the printer, where one waits."""
        products = self.stored(resident).products
        if products and products[0].state is ProductState.PRINT_QUEUED:
            print_in_batch(self.office.services, resident.id)

    @rule(resident=residents, reason=st.sampled_from(SpoilReason))
    def print_again(self, resident: Resident, reason: SpoilReason) -> None:
        """The card is bad, or was scanned by mistake; with its resident or with an ended case it is no longer ours."""
        products = self.stored(resident).products
        if products and products[0].printed_in:
            with suppress(InvalidRequestError):
                spoil(self.office, resident, reason)

    @rule(resident=residents)
    def produce(self, resident: Resident) -> None:
        """The whole way to ready."""
        self.record(resident, "entered")
        self.record(resident, "print_ready")
        self.print(resident)
        self.record(resident, "made_ready")

    @rule(resident=residents, steps=st.integers(1, 8))
    def go_on(self, resident: Resident, steps: int) -> None:
        """So many steps as they usually follow one another; what does not fit the case is refused."""
        for _ in range(steps):
            state = self.stored(resident).state
            if state in {CaseState.DRAFT, CaseState.RETURNED}:
                self.send_all_and_submit(resident)
                self.office.work()
            elif state in {CaseState.SUBMITTED, CaseState.IN_REVIEW}:
                self.accept(resident)
            elif state in {CaseState.COMPLETE, CaseState.IN_PROCESS}:
                self.produce(resident)
            elif state is CaseState.READY:
                self.give(resident, "none")

    @rule(resident=residents, number=st.sampled_from(["RR123456785ID", "LP000000014ID"]))
    def mail(self, resident: Resident, number: str) -> None:
        """Hand the card to the post."""
        self.move(resident, Role.COUNTER, "POST", "/dispatch", {"product": "p1", "postal_number": number})

    @rule(resident=residents, outcome=st.sampled_from(["delivered", "undelivered", "came_back"]))
    def hear_from_the_post(self, resident: Resident, outcome: str) -> None:
        """What became of it, whether it was mailed or not."""
        self.move(resident, Role.COUNTER, "POST", "/delivery", {"product": "p1", "outcome": outcome})

    @rule(resident=residents, old_card=st.sampled_from(["none", "withdrawn"]))
    def give(self, resident: Resident, old_card: str) -> None:
        """Hand the card over."""
        taken = {"product": "p1", "collected_by": "self", "old_card": old_card}
        self.move(resident, Role.COUNTER, "POST", "/hand-over", taken)

    @rule(minutes=st.sampled_from([1, 1, 5, 5, 40, 40, 60 * 24 * 8, 60 * 24 * 31]))
    def wait(self, minutes: int) -> None:
        """Time passes, and the sweeper comes by."""
        self.office.ports.clock.advance(minutes=minutes)
        self.office.services.sweep()

    @rule(shuffle=st.randoms(use_true_random=False), down=st.booleans())
    def deliver(self, shuffle: Any, down: bool) -> None:  # noqa: ANN401, FBT001 - Hypothesis's own Random; drawn
        """The queue delivers in any order, some jobs twice; now and then it takes nothing."""
        self.office.ports.queue.is_down = down
        self.office.services.relay_outbox(list(self.office.ports.registry.jobs.values()))
        self.office.ports.queue.is_down = False
        jobs = self.office.ports.queue.take()
        shuffle.shuffle(jobs)
        for job in [*jobs, *jobs[:2], *self.delivered[-2:]]:
            self.office.do(job)
        self.delivered += jobs

    @rule(shuffle=st.randoms(use_true_random=False))
    def tell_the_figures(self, shuffle: Any) -> None:  # noqa: ANN401 - Hypothesis's own Random
        """The stream tells every move in any order, some twice: the figures are those of a plain recount."""
        registry = self.office.ports.registry
        told = [(registry.cases[receipt].receipt, e) for receipt, events in registry.audit.items() for e in events]
        told += [each for each in told if shuffle.random() < TOLD_TWICE]
        shuffle.shuffle(told)
        for receipt, event in told:
            self.office.services.count_figures(receipt, event)
        hold_to_recount(self.office)

    @rule(shuffle=st.randoms(use_true_random=False))
    def rebuild_the_figures(self, shuffle: Any) -> None:  # noqa: ANN401 - Hypothesis's own Random
        """Counted anew from the events, the figures are those that the stream counted, and go on to be."""
        self.tell_the_figures(shuffle)
        rebuild = self.office.services.rebuild_figures
        editions = rebuild.begin(rebuild.ledger.read_editions().version)
        self.office.ports.clock.advance(minutes=3)
        while not editions.under_way.is_read:
            editions = rebuild.go_on(editions.version)
        assert rebuild.compare(editions) == ()
        rebuild.take_up(editions.version, OFFICER)
        hold_to_recount(self.office)

    @precondition(lambda self: self.office.ports.registry.cases)
    @rule()
    def rest(self) -> None:
        """Left alone, the office comes to rest: nothing pends, whoever is ready or returned was told."""
        self.office.work()
        registry = self.office.ports.registry
        for _ in range(MOST_HALF_DAYS):  # nobody is told at night, and of what can wait on a working day alone
            if registry.jobs:
                self.office.ports.clock.advance(hours=12)
                self.office.work()
        assert not registry.jobs
        for receipt, case in registry.cases.items():
            notices = registry.notices[receipt].values()
            told = {(n.event, n.product_id) for n in notices if n.state is NoticeState.DELIVERED}
            ready = {product.id for product in case.products if product.state is ProductState.READY}
            reminded = {product for event, product in told if event is NoticeEvent.COLLECT_REMINDER}
            assert {(NoticeEvent.READY, product) for product in ready - reminded} <= told
            if case.state is CaseState.RETURNED:
                assert (NoticeEvent.RETURNED, None) in told
            if case.received_at:  # that it was received, or what a later move told in its place
                assert {event for event, _ in told} & STANDINGS

    @invariant()
    def every_card_took_its_blank(self) -> None:
        """By the stock's ledger, the day's count, and what happened to the cases."""
        ledger, registry = self.office.ports.print_ledger, self.office.ports.registry
        days = [ledger.get_day(day, card) for day, card in list(ledger.days)]
        said = Counter(event.action for events in registry.audit.values() for event in events)
        undone = sum("batch" in e.details for es in registry.audit.values() for e in es if e.action == "corrected")
        told = [sum(getattr(day, name) for day in days) for name in ("printed", "found_bad", "unprinted")]
        assert told == [said["printed"], said["spoiled"], undone]
        taken = sum(e.amount for e in ledger.entries if e.reason not in {StockReason.RECEIVED, StockReason.COUNTED})
        assert -taken == said["printed"] - undone + sum(day.spoiled_blank for day in days)

    @invariant()
    def one_case_per_intent(self) -> None:
        """However often an intent is repeated."""
        cases = {str(receipt) for receipt in self.office.ports.registry.cases}
        assert cases == {value for key, value in self.intents.items() if not key.startswith("key-")}

    @invariant()
    def each_receipt_has_its_record(self) -> None:
        """And every move its audit event."""
        registry = self.office.ports.registry
        cases = {str(receipt): case for receipt, case in registry.cases.items()}
        for receipt in self.receipts:
            assert cases[receipt].received_at is not None
        for receipt, case in registry.cases.items():
            assert [event.move for event in registry.audit[receipt]] == list(range(1, case.version + 1))

    @invariant()
    def nobody_is_told_twice(self) -> None:
        """At most one message per notice and channel."""
        for messenger in self.office.ports.messengers.values():
            references = [message.reference for message in messenger.sent]
            assert len(references) == len(set(references))

    @invariant()
    def products_fit_their_case(self) -> None:
        """A case is ready exactly when all its products are."""
        for case in self.office.ports.registry.cases.values():
            ready = bool(case.products) and all(product.state in AT_LEAST_READY for product in case.products)
            assert ready == (case.state in {CaseState.READY, CaseState.CLOSED})

    @invariant()
    def nothing_personal_leaves(self) -> None:
        """Not in the audit, the jobs or the work lists; not in a message either."""
        registry, ports = self.office.ports.registry, self.office.ports
        shown = "".join(event.model_dump_json() for events in registry.audit.values() for event in events)
        shown += "".join(job.model_dump_json() for job in (*registry.jobs.values(), *self.delivered))
        shown += repr([[line.shown for line in lines.values()] for lines in registry.lists.values()])
        texts = "".join(message.subject + message.text for m in ports.messengers.values() for message in m.sent)
        assert not [secret for secret in SECRETS if secret in shown + texts]
        assert not {job.kind for job in self.delivered} & {JobKind.SCREEN}


Office.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestOffice = Office.TestCase
