"""Whatever single call to AWS fails, and however: nothing is lost, nothing doubled, nothing stuck."""

import os
import time

import pytest

from tests.faults.sweep import Swept, sweep
from tests.faults.table import print_pairs, print_problems, print_table
from tests.faults.verdicts import worst

pytestmark = [pytest.mark.stack, pytest.mark.slow]

FULL = os.environ.get("FAULTS") == "full"
LOKET = {
    "intake": "Loket: an application is handed in",
    "office": "Loket: review, production, hand-over, and a stream that fails",
    "returned": "Loket: a return and its answer",
}


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Swept:
    began = time.monotonic()
    found = sweep(tmp_path_factory.mktemp("faults"), full=FULL)
    for walk, cells in found.cells.items():
        print_table(LOKET.get(walk, "The naive handler"), found.sites[walk], cells)
        print_problems(cells)
    for walk, problems in found.disorder.items():
        print(f"  {walk}: every message twice, notices late and newest first: {worst(list(problems))}")
    for walk, reports in found.pairs.items():
        print_pairs(walk, reports)
    print(f"\n  {sum(len(cells) for cells in found.cells.values())} schedules in {time.monotonic() - began:.0f} s")
    return found


@pytest.mark.parametrize("walk", LOKET)
def test_no_single_fault_loses_doubles_or_blocks_anything(swept: Swept, walk: str) -> None:
    assert {where: problems for where, problems in swept.cells[walk].items() if problems} == {}
    assert swept.disorder[walk] == ()


@pytest.mark.parametrize("walk", LOKET)
def test_two_faults_in_a_row_do_no_more_harm(swept: Swept, walk: str) -> None:
    assert [report for report in swept.pairs[walk] if report.problems] == []


@pytest.mark.parametrize("walk", LOKET)
def test_every_call_of_a_walk_was_given_a_fault(swept: Swept, walk: str) -> None:
    assert {site for site, _ in swept.cells[walk]} == set(swept.sites[walk])


def test_the_naive_handler_does_not_survive_the_sweep(swept: Swept) -> None:
    cells = swept.cells["naive"]
    assert sum(1 for problems in cells.values() if problems) > len(cells) / 10
