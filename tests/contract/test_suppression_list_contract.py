"""What every list of suppressed addresses promises, whichever table is behind the port."""

from datetime import timedelta

import pytest

from chalicelib.adapters.dynamodb.suppressions import DynamoSuppressionList
from chalicelib.domain.suppression import Suppression, SuppressionReason
from chalicelib.services.telling_ports import SuppressionList
from tests.contract.conftest import AnyTable
from tests.fakes import EPOCH, OFFICE
from tests.telling_fakes import FakeSuppressionList

BOUNCED, OPTED_OUT = (
    Suppression(reason=reason, since=EPOCH) for reason in (SuppressionReason.BOUNCED, SuppressionReason.OPTED_OUT)
)


@pytest.fixture
def suppressions(any_table: AnyTable | None) -> SuppressionList:
    if any_table is None:
        return FakeSuppressionList()
    return DynamoSuppressionList(any_table.clients.dynamodb, any_table.name, OFFICE)


def test_nothing_is_suppressed_at_first(suppressions: SuppressionList) -> None:
    assert suppressions.find([]) == {}
    assert suppressions.find(["a", "b"]) == {}


def test_only_what_is_suppressed_is_found_and_the_first_reason_stays(suppressions: SuppressionList) -> None:
    for suppression in (BOUNCED, OPTED_OUT, BOUNCED):
        suppressions.add("a", suppression)
    assert suppressions.find(["a", "b"]) == {"a": BOUNCED}


def test_a_lifted_one_may_be_suppressed_anew(suppressions: SuppressionList) -> None:
    suppressions.add("a", BOUNCED)
    for _ in range(2):
        suppressions.lift("a")
    assert suppressions.find(["a"]) == {}
    suppressions.add("a", OPTED_OUT)
    assert suppressions.find(["a"]) == {"a": OPTED_OUT}


def test_only_a_persons_own_word_is_lifted_by_it_and_only_by_a_later_one(suppressions: SuppressionList) -> None:
    suppressions.add("bounced", BOUNCED)
    suppressions.add("opted out", OPTED_OUT)

    for recipient in ("bounced", "opted out", "nobody's"):
        suppressions.lift_opt_out(recipient, EPOCH - timedelta(microseconds=1))
    assert suppressions.find(["bounced", "opted out"]) == {"bounced": BOUNCED, "opted out": OPTED_OUT}

    for recipient in ("bounced", "opted out", "opted out", "nobody's"):
        suppressions.lift_opt_out(recipient, EPOCH + timedelta(days=1))
    assert suppressions.find(["bounced", "opted out", "nobody's"]) == {"bounced": BOUNCED}


def test_a_late_copy_of_a_word_that_was_taken_back_is_none_and_a_bounce_is_always_one(
    suppressions: SuppressionList,
) -> None:
    for recipient in ("a", "b"):
        suppressions.add(recipient, OPTED_OUT)
        suppressions.lift_opt_out(recipient, EPOCH)

    suppressions.add("a", OPTED_OUT)
    assert suppressions.find(["a"]) == {}
    later = OPTED_OUT.model_copy(update={"since": EPOCH + timedelta(microseconds=1)})
    for again in (later, OPTED_OUT):
        suppressions.add("a", again)
    suppressions.add("b", BOUNCED)

    assert suppressions.find(["a", "b"]) == {"a": later, "b": BOUNCED}
