"""What was sent: e-mails as they reached the SMTP sink, text messages as the carrier took them."""

import json
import mailbox
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_binary_file, policy
from pathlib import Path
from typing import NamedTuple

from infra.local.settings import Stack


class Sent(NamedTuple):
    """One message as it would have gone out; `at` is UTC, ISO 8601.

    Mails also have the `html` that mail programs show, and where their button to stop such mails posts to.
    """

    channel: str
    to: str
    subject: str
    text: str
    at: str
    html: str = ""
    stop_link: str = ""


def open_mailbox(stack: Stack) -> mailbox.Maildir:
    """The Maildir that the SMTP sink writes to."""
    return mailbox.Maildir(stack.data / "mail", create=True)


def keep_text(stack: Stack, sent: Sent, message_id: str) -> None:
    """Write a text message to a file of its own; a reader never sees half of one."""
    path = stack.data / "sms" / f"{message_id}.json"
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(sent._asdict()), "utf-8")
    fresh.replace(path)


def all_sent(stack: Stack) -> list[Sent]:
    """Every message kept, newest first."""
    return sorted([*_mails(stack), *_texts(stack)], key=lambda sent: sent.at, reverse=True)


def _texts(stack: Stack) -> Iterator[Sent]:
    for path in (stack.data / "sms").glob("*.json"):
        yield Sent(**json.loads(path.read_text("utf-8")))


def _mails(stack: Stack) -> Iterator[Sent]:
    for path in (stack.data / "mail" / "new").glob("*"):
        yield _read_mail(path)


def _read_mail(path: Path) -> Sent:
    with path.open("rb") as file:
        mail = message_from_binary_file(file, policy=policy.default)
    at = datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat()
    plain, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
    return Sent(
        "email",
        str(mail.get("X-RcptTo") or mail.get("To", "")),
        str(mail.get("Subject", "")),
        plain.get_content() if plain is not None else "",
        at,
        html.get_content() if html is not None else "",
        str(mail.get("List-Unsubscribe", "")).strip("<>"),
    )
