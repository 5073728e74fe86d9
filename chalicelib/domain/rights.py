"""Who of the staff may do what, and to a case in which state: one table for the API, the pages and the docs."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from chalicelib.domain.access import Actor, Role
from chalicelib.domain.lifecycle import CASE_TRANSITIONS, CaseEvent, CaseState


class Right(StrEnum):
    """What staff do: each staff route names the one that it needs, and a rule of the domain what it needs besides."""

    OPEN_OFFICE = "open_office"
    READ_QUEUE = "read_queue"
    TEND_VIEWS = "tend_views"
    READ_CASE = "read_case"
    READ_AUDIT = "read_audit"
    READ_SEEN = "read_seen"
    SEARCH = "search"
    CLAIM = "claim"
    RELEASE = "release"
    JUDGE = "judge"
    RETURN = "return"
    ACCEPT = "accept"
    REJECT = "reject"
    CANCEL = "cancel"
    NOTE_CALL = "note_call"
    SHOW_NUMBER = "show_number"
    CORRECT_NUMBERS = "correct_numbers"
    CORRECT_CONTACT = "correct_contact"
    SETTLE_DUPLICATE = "settle_duplicate"
    HOLD_ALL = "hold_all"
    READ_HOLDS = "read_holds"
    RECORD_MILESTONE = "record_milestone"
    SIGN = "sign"
    READ_SIGNING = "read_signing"
    READ_PRINTING = "read_printing"
    PRINT = "print"
    KEEP_STOCK = "keep_stock"
    HAND_OVER = "hand_over"
    DISPATCH = "dispatch"
    MAIL_SLIP = "mail_slip"
    MAIL_LETTERS = "mail_letters"
    READ_ENVELOPE = "read_envelope"
    RESOLVE_ENVELOPE = "resolve_envelope"
    ASSIST = "assist"
    USE_STATION = "use_station"
    READ_STATISTICS = "read_statistics"
    EXPORT = "export"
    READ_COVERAGE = "read_coverage"
    IMPORT_COVERAGE = "import_coverage"
    LIST_OWING = "list_owing"
    CAMPAIGN = "campaign"
    READ_ADMINISTRATION = "read_administration"
    ADMINISTER = "administer"


@dataclass(frozen=True, slots=True)
class Permission:
    """`roles` may; `states`: the states of a case in which it can be done, None where no case is concerned."""

    roles: frozenset[Role]
    states: frozenset[CaseState] | None = None

    def allows(self, roles: Collection[Role], state: CaseState | None = None) -> bool:
        """Whether somebody with these roles may do it, to a case in this state."""
        return not self.roles.isdisjoint(roles) and (state is None or self.states is None or state in self.states)


def _states(*events: CaseEvent) -> frozenset[CaseState]:
    return frozenset(state for state, moves in CASE_TRANSITIONS.items() if not moves.keys().isdisjoint(events))


_R, _E, _S = Role, CaseEvent, CaseState

_REVIEWERS: Final = frozenset({_R.FRONT_OFFICER, _R.VERIFIER, _R.APPROVER, _R.ADMINISTRATOR})
_MAKERS: Final = frozenset({_R.SIGNER, _R.PRODUCER, _R.APPROVER, _R.ADMINISTRATOR})
_COUNTER: Final = frozenset({_R.COUNTER, _R.PRODUCER, _R.FRONT_OFFICER, _R.ADMINISTRATOR})
_READERS: Final = _REVIEWERS | _MAKERS | _COUNTER | {_R.AUDITOR}
_OVERSEERS: Final = frozenset({_R.APPROVER, _R.SIGNER, _R.AUDITOR, _R.ADMINISTRATOR})
_OPEN: Final = frozenset({_S.SUBMITTED, _S.IN_REVIEW, _S.RETURNED, _S.COMPLETE, _S.IN_PROCESS, _S.READY})
_WORKING: Final = frozenset({_S.IN_PROCESS, _S.READY, _S.CLOSED})

RIGHTS: Final = {
    Right.OPEN_OFFICE: Permission(frozenset(Role)),
    Right.READ_QUEUE: Permission(_READERS),
    Right.TEND_VIEWS: Permission(frozenset({_R.APPROVER, _R.ADMINISTRATOR})),
    Right.READ_CASE: Permission(_READERS),
    Right.READ_AUDIT: Permission(frozenset({_R.AUDITOR, _R.APPROVER, _R.ADMINISTRATOR})),
    Right.READ_SEEN: Permission(frozenset({_R.AUDITOR, _R.ADMINISTRATOR})),
    Right.SEARCH: Permission(_READERS),
    Right.CLAIM: Permission(_REVIEWERS, _states(_E.CLAIM)),
    Right.RELEASE: Permission(_REVIEWERS, _states(_E.RELEASE)),
    Right.JUDGE: Permission(_REVIEWERS, frozenset({_S.IN_REVIEW})),
    Right.RETURN: Permission(_REVIEWERS, _states(_E.RETURN)),
    Right.ACCEPT: Permission(_REVIEWERS, _states(_E.ACCEPT)),
    Right.REJECT: Permission(_REVIEWERS, _states(_E.REJECT)),
    Right.CANCEL: Permission(_REVIEWERS, _states(_E.CANCEL)),
    Right.NOTE_CALL: Permission(_REVIEWERS | _COUNTER, frozenset(CaseState) - {_S.DRAFT}),
    Right.SHOW_NUMBER: Permission(_REVIEWERS | _COUNTER, frozenset(CaseState) - {_S.DRAFT}),
    Right.CORRECT_NUMBERS: Permission(_REVIEWERS, frozenset({_S.IN_REVIEW, _S.COMPLETE, _S.IN_PROCESS})),
    Right.CORRECT_CONTACT: Permission(_REVIEWERS | {_R.COUNTER}, _OPEN),
    Right.SETTLE_DUPLICATE: Permission(_REVIEWERS, frozenset(CaseState) - {_S.DRAFT}),
    Right.HOLD_ALL: Permission(frozenset({_R.APPROVER, _R.ADMINISTRATOR})),
    Right.READ_HOLDS: Permission(frozenset({_R.APPROVER, _R.ADMINISTRATOR, _R.AUDITOR})),
    Right.RECORD_MILESTONE: Permission(_MAKERS, _WORKING | {_S.COMPLETE}),
    Right.SIGN: Permission(frozenset({_R.SIGNER})),
    Right.READ_SIGNING: Permission(frozenset({_R.SIGNER, _R.PRODUCER, _R.APPROVER, _R.AUDITOR})),
    Right.READ_PRINTING: Permission(frozenset({_R.PRODUCER, _R.APPROVER, _R.ADMINISTRATOR, _R.AUDITOR})),
    Right.PRINT: Permission(frozenset({_R.PRODUCER, _R.APPROVER, _R.ADMINISTRATOR})),
    Right.KEEP_STOCK: Permission(frozenset({_R.PRODUCER, _R.APPROVER, _R.ADMINISTRATOR})),
    Right.HAND_OVER: Permission(_COUNTER, _WORKING),
    Right.DISPATCH: Permission(_COUNTER, _WORKING),
    Right.MAIL_SLIP: Permission(_COUNTER | {_R.VERIFIER}),
    Right.MAIL_LETTERS: Permission(_COUNTER),
    Right.READ_ENVELOPE: Permission(_REVIEWERS | {_R.AUDITOR}),
    Right.RESOLVE_ENVELOPE: Permission(_REVIEWERS),
    Right.ASSIST: Permission(frozenset({_R.FRONT_OFFICER, _R.POST_OFFICE, _R.ASSISTANT})),
    Right.USE_STATION: Permission(frozenset({_R.POST_OFFICE})),
    Right.READ_STATISTICS: Permission(_READERS),
    Right.EXPORT: Permission(_OVERSEERS),
    Right.READ_COVERAGE: Permission(_READERS),
    Right.IMPORT_COVERAGE: Permission(frozenset({_R.APPROVER, _R.ADMINISTRATOR})),
    Right.LIST_OWING: Permission(frozenset({_R.APPROVER, _R.ADMINISTRATOR})),
    Right.CAMPAIGN: Permission(frozenset({_R.APPROVER, _R.FRONT_OFFICER, _R.ADMINISTRATOR})),
    Right.READ_ADMINISTRATION: Permission(frozenset({_R.AUDITOR, _R.ADMINISTRATOR})),
    Right.ADMINISTER: Permission(frozenset({_R.ADMINISTRATOR})),
}  # fmt: skip
"""The one table. States follow from the lifecycle's; what else a move needs is said by the domain.

TEND_VIEWS: change or remove what another shared with all; a view of their own is everybody's who reads the queue.
"""


def may_sign(officer: Actor) -> bool:
    """Whether signing, refusing to sign and taking a signature back are this officer's."""
    return RIGHTS[Right.SIGN].allows(officer.roles)
