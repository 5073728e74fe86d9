"""Every error a service may raise; only `functions/_http.py` gives them words and a status.

LoketError
├── NotFoundError            no such thing, or nothing this person may know of
├── ConflictError
│   ├── StaleVersionError        somebody else changed it first
│   ├── IdempotencyKeyReusedError the same key came with another request
│   ├── TransitionRefusedError   the lifecycle does not allow this now
│   │   └── ErasedError          what it needs was erased
│   └── TooManyClaimsError       this officer has as many cases as one may
├── RefusedError             understood, and refused for the reasons it carries
│   ├── InvalidRequestError      fields that are wrong, all of them
│   │   └── ManifestRefusedError     the same, of a post office's manifest
│   ├── BatchRefusedError        a post office's batch, for one reason that holds for all of it
│   └── IncompleteError          findings that hold up a submission or an acceptance, all of them
├── UnauthorizedError        no valid token, or one that a newer PIN has ended
├── ForbiddenError           known person, not theirs to do
├── TooManyTriesError        slow down; says how long
└── UnavailableError         a part that is needed did not answer; try again

ReservedError stands aside: a service answers it, and no caller sees it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chalicelib.domain.identifiers import ReceiptNumber
    from chalicelib.domain.post.vocabulary import BatchCode


class LoketError(Exception):
    """Root of the tree."""


class NotFoundError(LoketError):
    """No such thing, or nothing this person may know of."""


class ConflictError(LoketError):
    """The request does not fit what is stored."""


class StaleVersionError(ConflictError):
    """Somebody else changed the case first: read it again."""


class ReservedError(Exception):
    """What one case alone may have is another's already; nothing was changed. Whoever reserves answers it."""

    def __init__(self, holder: "ReceiptNumber") -> None:
        """`holder` is the case that has it."""
        super().__init__("reserved")
        self.holder = holder


class IdempotencyKeyReusedError(ConflictError):
    """The same Idempotency-Key came with another request."""


class TransitionRefusedError(ConflictError):
    """The lifecycle does not allow this event in this state; nothing was changed."""

    def __init__(self, thing: str, state: str, event: str) -> None:
        """`thing` is `case` or `product`."""
        super().__init__(f"{thing} in {state} refuses {event}")
        self.thing = thing
        self.state = state
        self.event = event


class ErasedError(TransitionRefusedError):
    """What of a case it is about was erased, or is going: nothing was changed."""


class TooManyClaimsError(ConflictError):
    """This officer has other cases than the claim allows for; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One wrong field: `field` is a dotted path into the request, `code` is stable, `params` fill its sentence."""

    field: str
    code: str
    params: tuple[tuple[str, str], ...] = ()


class RefusedError(LoketError):
    """Understood and refused, for reasons it carries."""


class InvalidRequestError(RefusedError):
    """Fields that are wrong: all of them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        """`faults` is never empty."""
        super().__init__(", ".join(f"{fault.field}:{fault.code}" for fault in faults))
        self.faults = tuple(faults)


class ManifestRefusedError(InvalidRequestError):
    """A post office's manifest is refused as a whole: all that is wrong with it, envelopes included."""

    def __init__(self, code: "BatchCode", faults: Sequence[Fault]) -> None:
        """`code` is one of the `manifest_` codes; `faults` is never empty."""
        super().__init__(faults)
        self.code = code


class BatchRefusedError(RefusedError):
    """A post office's batch is refused for one reason that holds for all of it; nothing personal is in it."""

    def __init__(self, code: "BatchCode", faults: Sequence[Fault] = (), **params: str) -> None:
        """`params` fill the sentence of the code; `faults` are what it is about, such as each missing file."""
        super().__init__(code.value)
        self.code = code
        self.params = params
        self.faults = tuple(faults)


class IncompleteError(RefusedError):
    """Findings that hold up a submission or an acceptance: all of them."""

    def __init__(self, findings: Sequence[Any]) -> None:
        """`findings` are `chalicelib.domain.finding.Finding`."""
        super().__init__(f"{len(findings)} findings")
        self.findings = tuple(findings)


class UnauthorizedError(LoketError):
    """No valid token, or one that a newer PIN has ended."""


class ForbiddenError(LoketError):
    """A known person, but not theirs to do."""


class TooManyTriesError(LoketError):
    """Too many wrong tries; `retry_after` is in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        """`retry_after` is at least 1."""
        super().__init__(f"retry after {retry_after} s")
        self.retry_after = retry_after


class UnavailableError(LoketError):
    """A part that is needed did not answer; trying again is safe."""
