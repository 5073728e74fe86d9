"""Open a case from an envelope: by what the clerk keyed, or by what an officer keys. At most once per envelope."""

from dataclasses import dataclass, replace
from typing import Any

from chalicelib.domain.access import SYSTEM, Actor
from chalicelib.domain.applicant import Address, Contact, Person
from chalicelib.domain.case import Channel
from chalicelib.domain.checklist import ObstacleCode
from chalicelib.domain.errors import NotFoundError, StaleVersionError, UnavailableError
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.office import Office
from chalicelib.domain.post.envelope import Envelope, Rescan
from chalicelib.domain.post.filing import open_case
from chalicelib.domain.post.manifest import Keyed
from chalicelib.domain.post.vocabulary import WaitReason
from chalicelib.services.application_details import Details, DetailsReader
from chalicelib.services.keys import Keys, keyed_digest
from chalicelib.services.new_case import Intent, NewCase
from chalicelib.services.ports import CaseRepository, Clock, Sealer
from chalicelib.services.start_application import MOST_NUMBERS


@dataclass(frozen=True, slots=True)
class OpenByPost:
    """One KMS call and one transaction: the case, its first move and the envelope's end."""

    cases: CaseRepository
    sealer: Sealer
    details: DetailsReader
    office: Office
    keys: Keys
    clock: Clock
    reads_papers: bool = False
    is_practice: bool = False

    def why_not(self, keyed: Keyed) -> WaitReason | None:
        """Why no case can be opened from what was keyed; None when one can."""
        if keyed.service is None:
            return WaitReason.NO_NUMBER
        try:
            checklist = self.details.checklists.build(keyed.service, {}, None)
        except NotFoundError:
            return WaitReason.SERVICE_UNKNOWN
        if any(obstacle.code is ObstacleCode.COUNTER_ONLY for obstacle in checklist.obstacles):
            return WaitReason.NEEDS_COUNTER
        return None if keyed.nik or keyed.name else WaitReason.KEYED_INCOMPLETE

    def from_keyed(self, envelope: Envelope, keyed: Keyed, rescan: Rescan | None = None) -> Envelope:
        """Open it by what the clerk typed. Raises StaleVersionError when the envelope has an end already."""
        personal: dict[str, Any] = {
            "applicant": Person(name=keyed.name, nik=keyed.nik),
            "contact": Contact(phone=keyed.phone),
        }
        if keyed.address is not None:
            personal["address"] = Address(**keyed.address.model_dump())
        details = Details(personal=personal, is_off_envelope=True)
        return self(envelope, keyed.service or "", details, SYSTEM, rescan)

    def __call__(
        self, envelope: Envelope, service: str, details: Details, actor: Actor, rescan: Rescan | None = None
    ) -> Envelope:
        """The envelope as it ended; it answers `rescan`. Raises InvalidRequestError, StaleVersionError."""
        digest = keyed_digest(self.keys.intent, "envelope", envelope.ref.id)
        intent = Intent(digest, digest)
        new_case = NewCase(self.details, self.office, self.keys.receipt, self.is_practice)
        draft, personal = new_case(service, details, intent, Channel.POST, CaseState.SUBMITTED, self.clock.now())
        slots = self.details.checklists.of(draft).slots
        for n in range(MOST_NUMBERS):
            receipt = intent.number(self.keys.receipt, n)
            numbered = draft.model_copy(update={"receipt": receipt})
            opened = open_case(numbered, envelope, slots, actor, is_read=self.reads_papers)
            change = replace(opened, rescans=(rescan,) if rescan else ())
            stored = self.cases.create(change, self.sealer.seal(receipt, personal, None))
            if stored.intent != draft.intent:
                continue
            if stored != change.case:
                raise StaleVersionError
            return change.envelopes[0]
        raise UnavailableError
