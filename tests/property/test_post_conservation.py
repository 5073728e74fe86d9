"""Whatever a batch holds, wherever a worker dies, however often a job comes: every sheet is in one place only."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.post.vocabulary import End
from tests.office import MiniOffice, Resident
from tests.post_office import KEYED, Envelope, PostOffice, scan

DRAFTS = 3
OTHERS = ("paper", "paper", "blank", "unread", "failed", "LOKET/1/S/KK", "LOKET/1/S/NO-SUCH", "LOKET/1/C/broken")
IN_A_CASE = {End.OPENED, End.ATTACHED}


class WorkerDiedError(BaseException):
    """The process is gone: nothing after this runs, and nothing catches it."""


@dataclass
class Grim:
    """Kills the worker at the n-th call of a port, before or after its effect, as `plan` says: (n, after)."""

    plan: list[tuple[int, bool]]
    calls: int = 0

    def wrap(self, port: Any) -> Any:  # noqa: ANN401 - any port
        """The same port under its eyes."""
        return _Watched(port, self)

    def meet(self, call: Callable[[], Any]) -> Any:  # noqa: ANN401 - what the call returns
        """Make one call, unless it is the one at which the worker dies."""
        self.calls += 1
        if not self.plan or self.calls < self.plan[0][0]:
            return call()
        _, after = self.plan.pop(0)
        self.calls = 0
        if after:
            call()
        raise WorkerDiedError


@dataclass
class _Watched:
    port: Any
    grim: Grim
    registry: Any = field(init=False)

    def __post_init__(self) -> None:
        self.registry = getattr(self.port, "registry", None)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - the port's own
        known = getattr(self.port, name)
        if not callable(known):
            return known
        return lambda *args, **kwargs: self.grim.meet(lambda: known(*args, **kwargs))


@dataclass(frozen=True)
class Posted:
    """One envelope of a drawn batch: who it is from (a draft, nobody, or what was keyed), and its other pages."""

    draft: int | None
    keyed: bool
    pages: tuple[str, ...]
    shares: bool
    rescan: bool


posted = st.builds(
    Posted,
    draft=st.none() | st.integers(0, DRAFTS - 1),
    keyed=st.booleans(),
    pages=st.lists(st.sampled_from(OTHERS), min_size=1, max_size=4).map(tuple),
    shares=st.booleans(),
    rescan=st.booleans(),
)


def build(partner: PostOffice, residents: list[Resident], drawn: list[Posted]) -> list[Envelope]:
    """Envelopes; those that share are pages of one scan, one after the other."""
    made: list[Envelope] = []
    shared: list[str] = []
    for number, one in enumerate(drawn, start=1):
        cover = (partner.cover(residents[one.draft].id),) if one.draft is not None else ()
        pages = cover + one.pages
        fields: dict[str, Any] = {"keyed": KEYED} if one.keyed else {}
        if one.rescan:
            fields["rescan_for"] = "nobody-asked"
        if one.shares:
            fields["scans"] = [{"file": "all.pdf", "first": len(shared) + 1, "last": len(shared) + len(pages)}]
            shared += pages
        made.append(Envelope(f"{number:04d}", pages, fields, "all.pdf" if one.shares else ""))
    for envelope in made:
        if envelope.file:
            envelope.data = scan(*shared)
    return made


def check(office: MiniOffice, partner: PostOffice, batch: str, pages: dict[str, int]) -> None:
    """The sums hold, and a page is in a case exactly when the ledger says so."""
    handed = office.services.post.hand_over_batch.read("posmlg", batch)
    counted = {envelope.number: envelope.page_ends() for envelope in handed.envelopes}
    assert {number: ends.total() for number, ends in counted.items()} == pages
    sheets = [
        (upload.scan.envelope, upload.scan.page, receipt)
        for receipt, case in office.ports.registry.cases.items()
        for upload in case.uploads
        if upload.scan
    ]
    told = [
        (envelope.ref.id, page.number, envelope.receipt)
        for envelope in handed.envelopes
        if envelope.end in IN_A_CASE
        for page in envelope.papers()
    ]
    assert sorted(sheets) == sorted(told)
    assert partner.sequence == 1


@settings(max_examples=60, deadline=None)
@given(
    drawn=st.lists(posted, min_size=1, max_size=5),
    deaths=st.lists(st.tuples(st.integers(1, 25), st.booleans()), max_size=6),
    deliveries=st.integers(1, 2),
)
def test_every_page_of_a_batch_ends_once(drawn: list[Posted], deaths: list[tuple[int, bool]], deliveries: int) -> None:
    office = MiniOffice()
    partner = PostOffice(office)
    residents = [office.start() for _ in range(DRAFTS)]
    envelopes = build(partner, residents, drawn)
    manifest = partner.manifest(envelopes)
    assert partner.send(manifest, envelopes).status == 200
    pages = {envelope.number: len(envelope.pages) for envelope in envelopes}
    check(office, partner, manifest["batch_id"], pages)
    jobs = [job for job in office.ports.registry.jobs.values() if job.kind == "split"]
    grim = Grim(list(deaths))
    watched = watch(office, grim)
    waiting = jobs * deliveries
    while waiting:
        job = waiting.pop(0)
        try:
            watched(job, lambda: 900.0)
        except WorkerDiedError:
            waiting.append(job)
        check(office, partner, manifest["batch_id"], pages)
    assert office.ports.registry.jobs.keys() & {(job.partition, job.id) for job in jobs} == set()
    ends = {e.end for e in office.services.post.hand_over_batch.read("posmlg", manifest["batch_id"]).envelopes}
    assert End.PENDING not in ends
    opened = [case for case in office.ports.registry.cases.values() if case.channel == "post"]
    assert len(opened) == sum(e.end is End.OPENED for e in office.ports.registry.envelopes.values())


def watch(office: MiniOffice, grim: Grim) -> Callable[..., None]:
    """The worker on ports that kill it."""
    from chalicelib.bootstrap import Services  # noqa: PLC0415

    ports, post = office.ports, office.ports.post
    kept = (ports.cases, ports.outbox, ports.store, ports.queue, post.ledger, post.batches)
    ports.cases, ports.outbox, ports.store, ports.queue = map(grim.wrap, kept[:4])
    post.ledger, post.batches = map(grim.wrap, kept[4:])
    split = Services(ports).post.split_parcel
    ports.cases, ports.outbox, ports.store, ports.queue = kept[:4]
    post.ledger, post.batches = kept[4:]
    return split
