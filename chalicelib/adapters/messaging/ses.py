"""E-mail by Amazon SES."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from jinja2.utils import urlize
from markupsafe import escape
from typing_extensions import override

from chalicelib.adapters.messaging.outcome import judging
from chalicelib.adapters.messaging.reports import TAG
from chalicelib.domain.notification import Message
from chalicelib.domain.text import Language
from chalicelib.services.ports import Messenger

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sesv2.type_defs import MessageHeaderTypeDef

PERMANENT: Final = frozenset({"MessageRejected", "BadRequestException", "MailFromDomainNotVerifiedException"})
CHARSET: Final = "UTF-8"
_BREAK: Final = "<br>\n"
_STYLE: Final = "font:16px/1.5 sans-serif;max-width:40em;margin:auto;padding:1em"


@dataclass(frozen=True, slots=True)
class SesMessenger(Messenger):
    """Mail from one sender address, as plain text and as the same in HTML.

    The reference, of letters, digits, `-` and `_`, goes along as a tag. `configuration_set` is what has reports sent to
    the office's topic.
    """

    client: "SESV2Client"
    sender: str
    configuration_set: str

    @override
    def send(self, message: Message) -> str:
        with judging(PERMANENT):
            answer = self.client.send_email(
                FromEmailAddress=self.sender,
                Destination={"ToAddresses": [message.recipient]},
                Content={
                    "Simple": {
                        "Subject": {"Data": message.subject, "Charset": CHARSET},
                        "Body": {
                            "Text": {"Data": message.text, "Charset": CHARSET},
                            "Html": {"Data": as_html(message.text, _language(message)), "Charset": CHARSET},
                        },
                        "Headers": _headers(message),
                    }
                },
                EmailTags=[{"Name": TAG, "Value": message.reference}],
                ConfigurationSetName=self.configuration_set,
            )
        return answer["MessageId"]


def _headers(message: Message) -> "list[MessageHeaderTypeDef]":
    """One-click unsubscribing (RFC 8058): the mail program itself posts to that address, without cookies."""
    if not message.stop_link:
        return []
    return [
        {"Name": "List-Unsubscribe", "Value": f"<{message.stop_link}>"},
        {"Name": "List-Unsubscribe-Post", "Value": "List-Unsubscribe=One-Click"},
    ]


def _language(message: Message) -> Language:
    return message.template.language if message.template else Language.INDONESIAN


def as_html(text: str, language: Language) -> str:
    """The same words: paragraphs and indented lines as they stand, addresses of pages as links, all else as it is."""
    body = "\n".join(f"<p>{_BREAK.join(map(_as_line, block))}</p>" for block in _blocks(text))
    head = f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
    return f'{head}<body style="{_STYLE}">{body}</body></html>\n'


def _blocks(text: str) -> Iterator[list[str]]:
    """Its paragraphs, line by line; an item that follows the indented lines of another is one of its own."""
    for paragraph in text.split("\n\n"):
        block: list[str] = []
        for line in paragraph.split("\n"):
            if block and block[-1].startswith(" ") and not line.startswith(" "):
                yield block
                block = []
            block.append(line)
        yield block


def _as_line(line: str) -> str:
    words = line.lstrip(" ")
    return "&nbsp;" * (len(line) - len(words)) + urlize(escape(words))
