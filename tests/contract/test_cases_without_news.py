"""Cases that were stored before they remembered what is told of them: they are told of, and go on, like any other."""

import json

import pytest

from chalicelib.domain.case import Case
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.notification import News
from chalicelib.domain.still_told import is_still_told
from chalicelib.services.ports import Sealed
from tests.builders import a_creation, a_receipt, a_step
from tests.contract.place import Place
from tests.fakes import OFFICE

SEALED = Sealed(b"\x01sealed", b"key")
SUBMITTED = News(NoticeEvent.RECEIVED, "", 2)


@pytest.fixture
def earlier(place: Place) -> Case:
    """In review, its second move still to be told of, and nothing in its item that says so."""
    created = place.cases.create(a_creation(state=CaseState.SUBMITTED), SEALED)
    place.cases.save(a_step(created, notices=[(SUBMITTED.event, None)]))
    client, key = place.clients.dynamodb, {"PK": {"S": f"{OFFICE}#CASE#{a_receipt()}"}, "SK": {"S": "CASE"}}
    body = json.loads(client.get_item(TableName=place.table, Key=key)["Item"]["body"]["S"])
    assert body.pop("news") == {"received": 2}
    del body["told_by_call"]
    client.update_item(
        TableName=place.table, Key=key, UpdateExpression="SET body = :body",
        ExpressionAttributeValues={":body": {"S": json.dumps(body)}},
    )  # fmt: skip
    return place.cases.get(a_receipt())


def test_what_waits_to_be_told_of_it_is_told(place: Place, earlier: Case) -> None:
    ((job,), _) = place.outbox.list_pending(earlier.updated_at.replace(year=2100))
    found = place.notices.read_pending(job)  # type: ignore[arg-type] # a job of a case
    assert found is not None
    assert (found.case, found.notices) == (earlier, ())
    assert is_still_told(found.case, SUBMITTED)


def test_its_next_news_is_remembered_and_outdates_what_was_told_before(place: Place, earlier: Case) -> None:
    place.cases.save(a_step(earlier, notices=[(NoticeEvent.RECEIVED_BY_POST, None)]))
    after = place.cases.get(a_receipt())
    assert after.news == {"received_by_post": 3}
    assert not is_still_told(after, SUBMITTED)
    assert is_still_told(after, News(NoticeEvent.RECEIVED_BY_POST, "", 3))
