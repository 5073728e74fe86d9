"""Bodies of requests and answers about what an office changes."""

from datetime import datetime

from pydantic import Field

from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.overlay import LocalChanges
from chalicelib.domain.text import Language, Text
from functions._schemas.answers import ChecklistOut
from functions._schemas.base import Answer, Request
from functions._schemas.requests import Answers


class OverlayRequest(LocalChanges):
    """What the office says and asks differently; what is absent stays as shipped, so an empty one changes nothing."""


class PreviewRequest(Request):
    """A service whose papers are wanted for these answers, now and then; none where no service is named."""

    service: str | None = Field(default=None, max_length=40)
    applicant_role: str | None = Field(default=None, max_length=40)
    answers: Answers = Field(default={}, max_length=50)


class NoticeTextsRequest(Request):
    """An event, and what would be said of it differently from now: by path, as in an overlay's `messages`."""

    event: NoticeEvent
    messages: dict[str, Text] = Field(default={}, max_length=20)


class NoticeLetterRequest(NoticeTextsRequest):
    """The same, and the language of the letter."""

    language: Language


class NoticeFormOut(Answer):
    """One message as it arrives, with made-up values: `html` of an e-mail, `parts` and `characters` of a text message.

    `is_shipped`: it says the words as shipped, whatever the office changed: WhatsApp carries only what Meta approved.
    """

    channel: str
    language: Language
    is_longest: bool
    is_shipped: bool
    subject: str
    text: str
    html: str
    characters: int
    parts: int


class NoticeFormList(Answer):
    """What one event is told in, on every channel of its plan and in both languages."""

    items: list[NoticeFormOut]


class OverlayLine(Answer):
    """One version. `holds`: it is what people are told now; `restores`: the older version that it takes up again."""

    number: int
    state: str
    holds: bool
    restores: int | None
    saved_by: str
    saved_at: datetime
    published_by: str | None
    published_at: datetime | None


class OverlayOut(OverlayLine):
    """One version with what it changes. `ETag` is the number of the version that holds, 0 while none does."""

    changes: LocalChanges


class OverlayList(Answer):
    """A page of versions, newest first. `holding`: the number of the one that holds, 0 while none does."""

    items: list[OverlayLine]
    holding: int
    next_cursor: str | None


class OfficeOut(Answer):
    """The office as people are told of it."""

    name: Text
    address: str
    postal_address: str
    hours: Text
    pick_up: Text
    help_line: Text
    notice: Text | None = None


class LocalRequirementOut(Answer):
    """A paper that a service asks for by local rule; `without_local` may name its `id`, for all services at once."""

    service: str
    id: str
    any_of: list[str]
    reason: Text


class TextOut(Answer):
    """One text as shipped. `values`: placeholders that it may have; `kept`: those that it must go on saying."""

    path: str
    text: Text
    values: list[str]
    kept: list[str]


class ShippedOut(Answer):
    """All that an office can change, as it stands without any overlay."""

    office: OfficeOut
    max_age_days: dict[str, int]
    without_local: list[str]
    local: list[LocalRequirementOut]
    texts: list[TextOut]


class TextChange(Answer):
    """One text of the message catalogue, now and then, with its placeholders."""

    path: str
    now: Text | None
    then: Text | None


class ShortMessage(Answer):
    """The longest text message of an event in a language. `service`: of which one; empty where all are told the same.

    `characters` as they are paid, in `parts`.
    """

    event: NoticeEvent
    language: Language
    service: str
    characters: int
    parts: int
    text: str


class PreviewOut(Answer):
    """What people are told now, under the version `compared_with` (0: as shipped), and what they would be told."""

    number: int
    compared_with: int
    office_now: OfficeOut
    office_then: OfficeOut
    messages: list[TextChange]
    short_messages: list[ShortMessage]
    checklist_now: ChecklistOut | None
    checklist_then: ChecklistOut | None
