"""Counts after any moves, told twice and in any order, are what a recount of the lines says."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.queue_counts import Line, total
from chalicelib.services.count_queues import CountQueues
from tests.fakes import FakeCaseRepository, FakeRegistry
from tests.queue_fakes import FakeQueueCounts

QUEUES = ("submitted", "in-review", "")
FACETS = st.tuples(
    st.sampled_from(QUEUES), st.sampled_from(("KTP-LOST", "KIA-NEW")), st.sampled_from(("", "357301", "357302")),
    st.sampled_from(("web", "post")),
)  # fmt: skip
LIVES = st.lists(st.tuples(st.lists(FACETS, min_size=1, max_size=6), st.booleans()), max_size=5)


@given(LIVES, st.randoms(use_true_random=False))
def test_counts_equal_a_recount(lives: list[tuple[list[tuple[str, str, str, str]], bool]], random: object) -> None:
    records, standing = [], []
    for number, (places, goes) in enumerate(lives):
        steps: list[Line | None] = [Line(version, *place) for version, place in enumerate(places, start=1)]
        steps += [None] if goes else []
        records += [(f"CASE#{number}", before, after) for before, after in zip([None, *steps], steps, strict=False)]
        standing += [step for step in steps[-1:] if step is not None]
    told = records * 2
    random.shuffle(told)  # type: ignore[attr-defined]
    counting = CountQueues(FakeQueueCounts(), FakeCaseRepository(FakeRegistry()))
    for partition, before, after in told:
        counting.count(partition, "CASE", before, after)
    for queue in QUEUES[:2]:
        assert counting.counts.get(queue) == total(line for line in standing if line.queue == queue)
