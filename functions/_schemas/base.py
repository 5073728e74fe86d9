"""What all bodies share."""

from pydantic import BaseModel, ConfigDict


class Request(BaseModel):
    """A body from outside: unknown fields are refused, values never appear in an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True)


class Answer(BaseModel):
    """A body to outside."""

    model_config = ConfigDict(frozen=True, defer_build=True)


class FaultOut(Answer):
    """One thing that is wrong: where, a stable code, why, and what to do.

    `facts` are what the code is about, such as a limit or a file. `suggestions` are what a mistyped receipt number may
    have been, the likeliest first; nobody need have them.
    """

    field: str
    code: str
    severity: str | None = None
    message: str
    advice: str | None = None
    suggestions: list[str] = []
    facts: dict[str, str] = {}


class Problem(Answer):
    """RFC 9457 problem details. `errors` names every fault at once."""

    type: str
    title: str
    status: int
    detail: str
    instance: str | None = None
    errors: list[FaultOut] = []
