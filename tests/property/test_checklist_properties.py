"""Checklists for any service, any answers and any applicant."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from chalicelib.catalogue import load_catalogue
from chalicelib.domain.catalogue import (
    Answer,
    Answers,
    ApplicantRole,
    Condition,
    Question,
    QuestionKind,
    QuestionName,
    Service,
)
from chalicelib.domain.catalogue.conditions import leaves, open_questions
from chalicelib.domain.checklist import (
    Checklist,
    InvalidAnswersError,
    SlotNeed,
    build_checklist,
    products_for,
    withdrawals_for,
)

SERVICES = st.sampled_from(tuple(load_catalogue().services.values()))
ROLES = st.none() | st.sampled_from(tuple(ApplicantRole))
NAMES = ("a", "b", "c", "d")
CONDITIONS = st.recursive(
    st.sampled_from(NAMES).map(lambda name: {"is": name}),
    lambda inner: st.one_of(
        inner.map(lambda part: {"not": part}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
    ),
    max_leaves=8,
)


def _answer_to(question: Question) -> st.SearchStrategy[Answer]:
    if question.kind is QuestionKind.BOOLEAN:
        return st.booleans()
    if question.kind is QuestionKind.CHOICE:
        return st.sampled_from(sorted(question.values))
    return st.integers(0, 40)


@st.composite
def _services_with_answers(draw: st.DrawFn) -> tuple[Service, dict[str, Answer]]:
    service = draw(SERVICES)
    return service, {question.name: draw(_answer_to(question)) for question in service.questions}


@st.composite
def _partly_answered(draw: st.DrawFn) -> tuple[Service, Answers, Answers]:
    service, complete = draw(_services_with_answers())
    known = draw(st.sets(st.sampled_from(sorted(complete)))) if complete else set()
    return service, {name: complete[name] for name in complete if name in known}, complete


def _demanded(checklist: Checklist) -> set[str]:
    return {slot.id for slot in checklist.slots if slot.need is SlotNeed.REQUIRED}


def _open(checklist: Checklist) -> set[str]:
    return {slot.id for slot in checklist.slots if slot.need is SlotNeed.DEPENDS}


@given(_partly_answered(), ROLES)
def test_same_answers_give_the_same_checklist(
    case: tuple[Service, Answers, Answers], role: ApplicantRole | None
) -> None:
    service, answers, _ = case
    backwards = dict(reversed(list(answers.items())))

    assert build_checklist(service, answers, role) == build_checklist(service, backwards, role)


@given(_partly_answered(), ROLES)
def test_more_answers_never_open_more_questions(
    case: tuple[Service, Answers, Answers], role: ApplicantRole | None
) -> None:
    service, some, complete = case
    before, after = build_checklist(service, some, role), build_checklist(service, complete, role)

    assert set(after.unanswered) <= set(before.unanswered) - set(complete)
    assert after.unanswered == ()


@given(_partly_answered(), ROLES)
def test_more_answers_never_take_back_what_was_said(
    case: tuple[Service, Answers, Answers], role: ApplicantRole | None
) -> None:
    service, some, complete = case
    before, after = build_checklist(service, some, role), build_checklist(service, complete, role)

    assert _demanded(before) <= _demanded(after) <= _demanded(before) | _open(before)
    assert set(before.obstacles) <= set(after.obstacles)
    assert set(after.depends_on) <= set(before.depends_on)
    assert _open(after) == set()


@given(_partly_answered(), ROLES)
def test_question_that_is_not_asked_changes_nothing(
    case: tuple[Service, Answers, Answers], role: ApplicantRole | None
) -> None:
    service, some, complete = case
    before = build_checklist(service, some, role)
    idle = {name: answer for name, answer in complete.items() if name not in some and name not in before.unanswered}
    more = {**some, **idle}

    assert build_checklist(service, more, role) == before
    assert products_for(service, more) == products_for(service, some)
    assert withdrawals_for(service, more) == withdrawals_for(service, some)


@given(_partly_answered(), ROLES)
def test_slot_is_filled_by_each_choice_alone(
    case: tuple[Service, Answers, Answers], role: ApplicantRole | None
) -> None:
    service, answers, _ = case
    papers = load_catalogue().documents
    checklist = build_checklist(service, answers, role)

    assert len({slot.id for slot in checklist.slots}) == len(checklist.slots)
    for slot in checklist.slots:
        assert {code for code in papers if slot.accepts(code)} == set(slot.choices) != set()
        assert checklist.find_slot(slot.id) is slot
        assert slot.ways
        assert slot.sources


@given(_services_with_answers())
def test_finished_answers_always_yield_a_product(case: tuple[Service, dict[str, Answer]]) -> None:
    service, answers = case

    assert products_for(service, answers)


@given(SERVICES, st.dictionaries(st.text(min_size=1), st.booleans() | st.integers() | st.text(), min_size=1))
def test_answers_are_fitting_or_named_one_by_one(service: Service, answers: Answers) -> None:
    questions = {question.name: question for question in (*service.derived_questions, *service.questions)}
    wrong = {
        f"answers.{name}"
        for name, answer in answers.items()
        if name not in questions or questions[QuestionName(name)].find_problem(answer)
    }
    try:
        build_checklist(service, answers)
        named: set[str] = set()
    except InvalidAnswersError as refused:
        named = {fault.field for fault in refused.faults}

    assert named == wrong


@given(CONDITIONS, st.dictionaries(st.sampled_from(NAMES), st.booleans()))
def test_condition_says_only_what_every_completion_says(written: object, answers: Answers) -> None:
    condition: Condition = TypeAdapter[Condition](Condition).validate_python(written)
    missing = [name for name in NAMES if name not in answers]
    completions = {
        condition.holds({**answers, **dict(zip(missing, values, strict=True))})
        for values in product([True, False], repeat=len(missing))
    }
    holds = condition.holds(answers)

    assert holds is None or completions == {holds}
    assert bool(list(open_questions(condition, answers))) == (holds is None)
    assert set(open_questions(condition, answers)) <= {leaf.question for leaf in leaves(condition)} - set(answers)
