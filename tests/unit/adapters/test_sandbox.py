"""Training: what is told is kept as a notice, and no client of a provider is ever asked for anything."""

from dataclasses import replace
from typing import Any, cast

from chalicelib.adapters.clients import Clients
from chalicelib.bootstrap.aws import AwsPorts
from chalicelib.config import Settings
from chalicelib.domain.notification import Message, NoticeChannel
from tests.unit.notices.given import a_job
from tests.unit.notices.test_send_notices import SENT, Desk


class Nobody:
    """Clients none of which may be used, nor even made."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever is asked for
        raise AssertionError(f"a client was asked for: {name}")


def training() -> AwsPorts:
    settings = Settings.model_construct(
        office="3573", sending="sandbox", whatsapp_number="1", gateway_url="https://gateway.example/messages"
    )
    return AwsPorts(settings, cast("Clients", Nobody()))


def test_no_provider_is_called_on_any_channel() -> None:
    kept = training().messengers
    message = Message("+6281000000000", "", "a text", "a reference")
    assert {channel: one.send(message) for channel, one in kept.items()} == dict.fromkeys(NoticeChannel, "sandbox")


def test_what_is_told_is_kept_as_notices_and_ends_on_the_list_of_staff() -> None:
    desk = Desk()
    tell = replace(desk.send, messengers=training().messengers)
    while desk.office.pending:
        tell(a_job())
        desk.office.wait()
    assert desk.told == 0
    assert [(one.state, one.provider_id) for one in desk.office.notices.values()] == [(SENT, "sandbox")] * 2
    assert list(desk.office.unreached) == [a_job().id]
