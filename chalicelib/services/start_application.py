"""Start an application: a draft with a number and a PIN, once per intent however often it is asked for."""

from dataclasses import dataclass
from typing import Final

from chalicelib.domain.access import RESIDENT, Actor
from chalicelib.domain.case import Case, Channel
from chalicelib.domain.checklist import Checklist, ObstacleCode
from chalicelib.domain.errors import (
    IdempotencyKeyReusedError,
    IncompleteError,
    NotFoundError,
    UnavailableError,
)
from chalicelib.domain.finding import Finding, FindingCode, Severity
from chalicelib.domain.identifiers import IdempotencyKey
from chalicelib.domain.intake import start
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.office import Office
from chalicelib.services.application_details import Details, DetailsReader
from chalicelib.services.keys import Keys, keyed_digest
from chalicelib.services.new_case import Intent, NewCase
from chalicelib.services.ports import CaseRepository, Clock, Sealer

MOST_NUMBERS = 5
"""The chance that even two numbers of one intent are taken is below one in 10^16 at a million cases."""


@dataclass(frozen=True, slots=True)
class Started:
    """A draft and what it needs."""

    case: Case
    checklist: Checklist


@dataclass(frozen=True, slots=True)
class Origin:
    """Who begins an application, on what way it comes in, and whether work was done for it."""

    channel: Channel = Channel.WEB
    actor: Actor = RESIDENT
    has_proof: bool = True

    @property
    def told(self) -> dict[str, object]:
        """What a case keeps of it, beside the channel."""
        return {"assisted_by": self.actor.id, "has_proof": self.has_proof}

    def intent_of(self, secret: bytes, key: IdempotencyKey) -> str:
        """The HMAC of the key, an officer's apart from everybody else's: the same key never meets another's draft."""
        if self.actor.id:
            return keyed_digest(secret, "intent-of-officer", f"{self.actor.id}|{key}")
        return keyed_digest(secret, "intent", key)


BY_RESIDENT: Final = Origin()


@dataclass(frozen=True, slots=True)
class StartApplication:
    """One KMS call and one transaction; a repeat costs the same and changes nothing."""

    cases: CaseRepository
    sealer: Sealer
    details: DetailsReader
    office: Office
    keys: Keys
    clock: Clock
    is_practice: bool = False

    def __call__(
        self,
        service: str,
        details: Details,
        key: IdempotencyKey,
        request_digest: str,
        origin: Origin = BY_RESIDENT,
    ) -> Started:
        """`request_digest` tells this request from another under the same key.

        Raises InvalidRequestError, IncompleteError for a counter-only service, IdempotencyKeyReusedError.
        """
        request_digest = keyed_digest(self.keys.intent, "request", request_digest)  # it is made of personal values
        intent = Intent(origin.intent_of(self.keys.intent, key), request_digest)
        new_case = NewCase(self.details, self.office, self.keys.receipt, self.is_practice)
        case, personal = new_case(service, details, intent, origin.channel, CaseState.DRAFT, self.clock.now())
        checklist = self.details.checklists.of(case)
        _refuse_counter_only(service, checklist)
        for n in range(MOST_NUMBERS):
            receipt = intent.number(self.keys.receipt, n)
            draft = case.model_copy(update={"receipt": receipt, **origin.told})
            sealed = self.sealer.seal(receipt, personal, None)
            stored = self.cases.create(start(draft, origin.actor), sealed)
            if stored.intent == case.intent:
                return Started(_same_request(stored, request_digest), self.details.checklists.of(stored))
        raise UnavailableError

    def has_begun(self, key: IdempotencyKey, origin: Origin = BY_RESIDENT) -> bool:
        """Whether an application was begun under this key; one read."""
        intent = Intent(origin.intent_of(self.keys.intent, key), "")
        for n in range(MOST_NUMBERS):
            try:
                case = self.cases.get(intent.number(self.keys.receipt, n))
            except NotFoundError:
                return False
            if case.intent == intent.digest:
                return True
        return False


def _refuse_counter_only(service: str, checklist: Checklist) -> None:
    findings = [
        Finding(
            code=FindingCode.NEEDS_COUNTER,
            severity=Severity.BLOCKING,
            where="service",
            params={"service": service, "rule": obstacle.rule},
        )
        for obstacle in checklist.obstacles
        if obstacle.code is ObstacleCode.COUNTER_ONLY
    ]
    if findings:
        raise IncompleteError(findings)


def _same_request(stored: Case, request_digest: str) -> Case:
    if stored.request_digest != request_digest:
        raise IdempotencyKeyReusedError
    return stored
