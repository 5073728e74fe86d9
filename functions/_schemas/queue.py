"""Bodies and answers of the work queue."""

from pydantic import Field

from chalicelib.domain.case import Channel
from functions._schemas.base import Answer, Request


class NextRequest(Request):
    """Which cases the officer wants, as `GET /v1/cases` filters them; nothing said is all."""

    service: str | None = Field(default=None, max_length=40)
    channel: Channel | None = None
    area: str | None = Field(default=None, max_length=6)
    age: str | None = Field(default=None, max_length=2)
    due: str | None = Field(default=None, max_length=5)


class NextCase(Answer):
    """The case that is the officer's now; nothing where none waits that fits."""

    receipt_number: str | None
    version: int | None
