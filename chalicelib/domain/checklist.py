"""Checklists: which papers one application needs, from the service, the answers given and who applies."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from chalicelib.domain.catalogue.conditions import Condition, open_questions
from chalicelib.domain.catalogue.plan import Obstacle, ObstacleCode, PlannedSlot, ServicePlan, Slot, SlotNeed, Way
from chalicelib.domain.catalogue.service import ProductSpec, Service, Withdrawal
from chalicelib.domain.catalogue.words import (
    Answers,
    ApplicantRole,
    DocumentCode,
    QuestionName,
    RequirementId,
    ServiceCode,
)
from chalicelib.domain.errors import Fault

__all__ = [
    "Checklist",
    "InvalidAnswersError",
    "Obstacle",
    "ObstacleCode",
    "Slot",
    "SlotNeed",
    "Way",
    "build_checklist",
    "derive_age",
    "keep_fitting",
    "products_for",
    "withdrawals_for",
]


class InvalidAnswersError(ValueError):
    """Answers that this service does not ask for or cannot use; `faults` has every one (`answers.<question>`)."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        """Keep every fault, without the answers: they may be personal."""
        self.faults = faults
        super().__init__(", ".join(f"{fault.field}: {fault.code}" for fault in faults))


@dataclass(frozen=True, slots=True)
class Checklist:
    """What an application needs: its papers, the questions still open, what stands in the way, what comes first."""

    slots: tuple[Slot, ...]
    unanswered: tuple[QuestionName, ...]
    obstacles: tuple[Obstacle, ...]
    depends_on: tuple[ServiceCode, ...]

    def find_slot(self, slot_id: str) -> Slot | None:
        """Return the slot of this id, or None when the checklist does not have it."""
        return next((slot for slot in self.slots if slot.id == slot_id), None)


def build_checklist(
    service: Service,
    answers: Answers,
    role: ApplicantRole | None = None,
    *,
    overrides: Mapping[DocumentCode, int] | None = None,
    without_local: frozenset[RequirementId] = frozenset(),
) -> Checklist:
    """List every paper, open question and obstacle at once.

    `overrides`: the office's own age limits per document, in days. `without_local`: local requirements it does not ask.
    Raises InvalidAnswersError.
    """
    plan = service.plan
    _refuse_invalid(plan, answers)
    undecided: list[Condition] = []
    slots = _choose_slots(plan, answers, role, without_local, undecided)
    if overrides:
        slots = [slot.with_max_ages(overrides) for slot in slots]
    obstacles = _find_obstacles(plan, answers, role, undecided)
    depends_on = _find_dependencies(plan, answers, undecided)
    undecided += plan.side_conditions
    return Checklist(tuple(slots), _unanswered(plan, answers, undecided), obstacles, depends_on)


def products_for(service: Service, answers: Answers) -> tuple[ProductSpec, ...]:
    """Return what the case yields, one entry per person or family; raise InvalidAnswersError."""
    _refuse_invalid(service.plan, answers)
    return tuple(spec for spec in service.products if spec.when is None or spec.when.holds(answers))


def withdrawals_for(service: Service, answers: Answers) -> tuple[Withdrawal, ...]:
    """Return what the resident must bring and hand in when the product is ready; raise InvalidAnswersError."""
    _refuse_invalid(service.plan, answers)
    return tuple(item for item in service.withdraws if item.when is None or item.when.holds(answers))


def keep_fitting(service: Service, answers: Answers) -> Answers:
    """Return the answers that today's catalogue can still use: a stored case may be older than the catalogue."""
    accepts = service.plan.accepts
    return {
        name: answer
        for name, answer in answers.items()
        if (question := accepts.get(name)) is not None and question.find_problem(answer) is None
    }


def derive_age(birth_date: date, on: date) -> int:
    """Return completed years on a day; who was born on 29 February completes a common year on 1 March."""
    return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))


def _refuse_invalid(plan: ServicePlan, answers: Answers) -> None:
    faults = []
    for name, answer in answers.items():
        question = plan.accepts.get(name)
        problem = question.find_problem(answer) if question else "unknown_question"
        if problem:
            faults.append(Fault(f"answers.{name}", problem))
    if faults:
        raise InvalidAnswersError(tuple(faults))


def _choose_slots(
    plan: ServicePlan,
    answers: Answers,
    role: ApplicantRole | None,
    without_local: frozenset[RequirementId],
    undecided: list[Condition],
) -> list[Slot]:
    slots = []
    for planned in plan.slots:
        if planned.roles and role not in planned.roles:
            continue
        if planned.local and planned.slot.id in without_local:
            continue
        slot = _decide(planned, answers, undecided)
        if slot is not None:
            slots.append(slot)
    return slots


def _decide(planned: PlannedSlot, answers: Answers, undecided: list[Condition]) -> Slot | None:
    if planned.when is None:
        return planned.slot
    holds = planned.when.holds(answers)
    if holds is None:
        undecided.append(planned.when)
        return planned.undecided
    return planned.slot if holds else None


def _find_obstacles(
    plan: ServicePlan, answers: Answers, role: ApplicantRole | None, undecided: list[Condition]
) -> tuple[Obstacle, ...]:
    obstacles = []
    if role is not None and role in plan.refusals:
        obstacles.append(plan.refusals[role])
    for rule in plan.rules:
        if rule.roles and role not in rule.roles:
            continue
        holds = rule.holds_when.holds(answers)
        if holds is None:
            undecided.append(rule.holds_when)
        elif not holds:
            obstacles.append(rule.obstacle)
    if plan.counter_only is not None:
        obstacles.append(plan.counter_only)
    return tuple(obstacles)


def _find_dependencies(plan: ServicePlan, answers: Answers, undecided: list[Condition]) -> tuple[ServiceCode, ...]:
    needed = []
    for service, when in plan.dependencies:
        holds = True if when is None else when.holds(answers)
        if holds is None and when is not None:
            undecided.append(when)
        if holds is not False:
            needed.append(service)
    return tuple(needed)


def _unanswered(plan: ServicePlan, answers: Answers, undecided: list[Condition]) -> tuple[QuestionName, ...]:
    if not undecided:
        return ()
    missing = {name for condition in undecided for name in open_questions(condition, answers)}
    return tuple(name for name in plan.question_order if name in missing)
