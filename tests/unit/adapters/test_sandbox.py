"""Training: what is told is kept as a notice, and no client of a provider is ever asked for anything."""

from dataclasses import replace
from typing import Any, cast

from chalicelib.adapters.clients import Clients
from chalicelib.bootstrap.aws import AwsPorts
from chalicelib.config import Settings
from chalicelib.domain.delivery import Reference
from chalicelib.domain.identifiers import FROM_STORE
from chalicelib.domain.letters import Letter
from chalicelib.domain.notification import Message, NoticeChannel
from chalicelib.services.sending_caps import Leave
from tests.unit.notices.given import RECEIPT, a_job
from tests.unit.notices.test_send_notices import SENT, Desk


class Nobody:
    """Clients none of which may be used, nor even made, but for the office's own table, which keeps letters."""

    def __init__(self) -> None:
        self.dynamodb = Table()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever is asked for
        raise AssertionError(f"a client was asked for: {name}")


class Table:
    """What was put."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    def put_item(self, Item: dict[str, Any], **_: object) -> None:  # noqa: N803 - as boto3 has it
        self.letters.append(Letter.model_validate_json(Item["body"]["S"], context=FROM_STORE))


def training() -> AwsPorts:
    settings = Settings.model_construct(
        office="3573", table="registry", sending="sandbox", whatsapp_number="1",
        gateway_url="https://gateway.example/messages",
    )  # fmt: skip
    return AwsPorts(settings, cast("Clients", Nobody()))


def test_no_provider_is_called_on_any_channel() -> None:
    ports = training()
    message = Message("+6281000000000", "", "a text", str(Reference(RECEIPT, "000007-ready-p1-letter-1")))
    told = {channel: one.send(message) for channel, one in ports.messengers.items()}
    (letter,) = cast("Table", ports.clients.dynamodb).letters
    assert told == {**dict.fromkeys(NoticeChannel, "sandbox"), NoticeChannel.LETTER: letter.code}
    assert letter.is_practice


def test_what_is_told_is_kept_as_notices_past_any_cap_and_ends_on_the_list_of_staff() -> None:
    desk = Desk(leave=dict.fromkeys(NoticeChannel, Leave.NEVER))
    tell = replace(desk.send, messengers=training().messengers, is_practice=True)
    while desk.office.pending:
        tell(a_job())
        desk.office.wait()
    assert desk.told == 0
    kept = desk.office.notices.values()
    assert [(one.state, one.provider_id, one.is_practice) for one in kept] == [(SENT, "sandbox", True)] * 2
    assert list(desk.office.unreached) == [a_job().id]
