"""Checklists: needs, ways, limits, open questions, obstacles, and answers that do not fit."""

from datetime import date

import pytest

from chalicelib.catalogue import load_catalogue
from chalicelib.domain.catalogue import (
    Answer,
    Answers,
    ApplicantRole,
    DocumentCode,
    RequirementId,
    Service,
    ServiceCode,
)
from chalicelib.domain.checklist import (
    InvalidAnswersError,
    ObstacleCode,
    Slot,
    SlotNeed,
    Way,
    build_checklist,
    derive_age,
)
from chalicelib.domain.errors import Fault

FIRST_CARD: dict[str, Answer] = {"age": 17, "was_married": False, "foreigner": False, "resident": True}


def _service(code: str) -> Service:
    return load_catalogue().services[ServiceCode(code)]


def _slot(code: str, slot_id: str, answers: Answers | None = None) -> Slot:
    slot = build_checklist(_service(code), answers or {}).find_slot(slot_id)
    assert slot is not None
    return slot


def _obstacles(code: str, answers: Answers, role: ApplicantRole | None = None) -> list[tuple[ObstacleCode, str]]:
    checklist = build_checklist(_service(code), answers, role)
    return [(obstacle.code, obstacle.rule) for obstacle in checklist.obstacles]


def test_unanswered_question_leaves_slot_open() -> None:
    checklist = build_checklist(_service("KTP-NEW"), {"age": 30})

    assert checklist.unanswered == ("foreigner", "resident", "collected_by_other")
    assert [slot.id for slot in checklist.slots if slot.need is SlotNeed.DEPENDS] == ["f107"]


def test_decided_condition_asks_nothing_more() -> None:
    assert build_checklist(_service("KTP-NEW"), FIRST_CARD | {"collected_by_other": False}).unanswered == ()
    assert "minor_moves_kk" not in build_checklist(_service("KK-CHANGE"), {"change_kind": "death"}).unanswered


def test_product_question_is_asked_though_no_paper_depends() -> None:
    assert build_checklist(_service("BIRTH"), {"parent_foreigner": False}).unanswered == ("kia_wanted",)


def test_online_paper_comes_by_upload_post_or_counter() -> None:
    assert _slot("KTP-LOST", "sk-hilang").ways == (Way.UPLOAD, Way.POST, Way.COUNTER)


def test_counter_service_takes_papers_at_counter_only() -> None:
    assert _slot("NAME-CHANGE", "putusan-pn").ways == (Way.COUNTER,)


def test_old_card_is_shown_and_handed_in() -> None:
    slot = _slot("KTP-DAMAGED", "ktp-rusak")

    assert slot.surrender
    assert Way.UPLOAD in slot.ways


def test_slot_carries_reason_and_sources() -> None:
    slot = _slot("KTP-NEW", "akta-lahir")

    assert slot.reason.id == "Akta kelahiran membuktikan nama, tanggal lahir, dan orang tua."
    assert slot.sources == ("Persyaratan kantor Dukcapil setempat", "Ketentuan kantor setempat")


def test_police_report_ages_in_fourteen_days() -> None:
    assert _slot("KTP-LOST", "sk-hilang").max_age_days == 14
    assert _slot("KTP-LOST", "kk").max_age_days is None


def test_age_limit_holds_for_its_choice_alone() -> None:
    slot = _slot("AKTA-REISSUE", "loss-or-damage")

    assert slot.max_age_of(DocumentCode("SK_HILANG")) == 14
    assert slot.max_age_of(DocumentCode("AKTA_CAPIL")) is None


def test_office_sets_its_own_age_limits() -> None:
    own = {DocumentCode("SK_HILANG"): 30, DocumentCode("KK"): 365, DocumentCode("SK_LAHIR"): 60}

    checklist = build_checklist(_service("KTP-LOST"), {}, overrides=own)

    assert [(slot.id, slot.max_age_days) for slot in checklist.slots] == [
        ("f102", None),
        ("sk-hilang", 30),
        ("kk", 365),
    ]


def test_office_switches_off_local_requirement() -> None:
    off = frozenset({RequirementId("akta-lahir")})

    assert build_checklist(_service("KTP-NEW"), {}, without_local=off).find_slot("akta-lahir") is None


def test_office_cannot_switch_off_the_law() -> None:
    off = frozenset({RequirementId("akta-lahir")})

    assert build_checklist(_service("ADOPTION"), {}, without_local=off).find_slot("akta-lahir") is not None


def test_family_card_comes_before_changed_identity_card() -> None:
    service = _service("KTP-CHANGE")

    assert build_checklist(service, {}).depends_on == ("KK-CHANGE",)
    assert build_checklist(service, {"kk_already_updated": False}).depends_on == ("KK-CHANGE",)
    assert build_checklist(service, {"kk_already_updated": True}).depends_on == ()


def test_every_obstacle_is_named_at_once() -> None:
    answers = {"age": 15, "was_married": False, "foreigner": True, "resident": False}

    assert _obstacles("KTP-NEW", answers, ApplicantRole.PARENT) == [
        (ObstacleCode.ROLE_NOT_ALLOWED, "who-may-apply"),
        (ObstacleCode.NOT_ELIGIBLE, "age-or-marriage"),
        (ObstacleCode.NOT_ELIGIBLE, "citizen"),
        (ObstacleCode.NOT_ELIGIBLE, "resident"),
    ]


def test_counter_service_says_why_one_must_come() -> None:
    checklist = build_checklist(_service("NAME-CHANGE"), {"foreigner": False})

    (obstacle,) = checklist.obstacles
    assert obstacle.code is ObstacleCode.COUNTER_ONLY
    assert obstacle.text.id.startswith("Perubahan nama hanya dilayani di kantor")


def test_refused_role_hears_who_may_apply() -> None:
    (obstacle,) = build_checklist(_service("KIA-LOST"), {"age": 9}, ApplicantRole.SPOUSE).obstacles

    assert obstacle.text.id == ("Layanan ini hanya dapat diajukan oleh: ayah atau ibu; wali; orang yang diberi kuasa.")


def test_recording_by_proxy_is_refused_in_words() -> None:
    assert _obstacles("KTP-NEW", FIRST_CARD, ApplicantRole.PROXY) == [
        (ObstacleCode.ROLE_NOT_ALLOWED, "recording-in-person")
    ]


@pytest.mark.parametrize(
    ("age", "married", "eligible"),
    [(15, False, False), (16, False, False), (16, True, True), (17, False, True), (90, False, True)],
)
def test_first_card_is_for_seventeen_or_married(age: int, married: bool, eligible: bool) -> None:  # noqa: FBT001 - table
    obstacles = _obstacles("KTP-NEW", FIRST_CARD | {"age": age, "was_married": married})

    assert (obstacles == []) is eligible


@pytest.mark.parametrize(("age", "eligible"), [(0, True), (16, True), (17, False)])
@pytest.mark.parametrize("code", ["KIA-NEW", "KIA-LOST", "KIA-DAMAGED"])
def test_child_card_ends_at_seventeen(code: str, age: int, eligible: bool) -> None:  # noqa: FBT001 - table
    assert (_obstacles(code, {"age": age}) == []) is eligible


@pytest.mark.parametrize(
    ("under", "ruling", "eligible"), [(False, False, True), (True, False, False), (True, True, True)]
)
def test_marriage_before_nineteen_needs_the_court(under: bool, ruling: bool, eligible: bool) -> None:  # noqa: FBT001 - table
    answers = {"spouse_under_19": under, "has_court_ruling": ruling}

    assert (_obstacles("MARRIAGE", answers) == []) is eligible


def test_other_eligibility_rules_refuse_too() -> None:
    assert _obstacles("KTP-PHOTO", {"photo_ground": "other"}) == [(ObstacleCode.NOT_ELIGIBLE, "ground")]
    assert (ObstacleCode.NOT_ELIGIBLE, "recorded") in _obstacles("KTP-OUTDOM", {"recorded_before": False})
    assert (ObstacleCode.NOT_ELIGIBLE, "same-data") in _obstacles("KTP-OUTDOM", {"data_changed": True})
    assert (ObstacleCode.NOT_ELIGIBLE, "age-or-marriage") in _obstacles("KTP-OA", {"age": 3, "was_married": False})
    assert (ObstacleCode.NOT_ELIGIBLE, "own-phone") in _obstacles("IKD-ACT", {"has_smartphone": False})
    assert _obstacles("KK-SPLIT", {"has_ktp": False, "age": 20}) == [(ObstacleCode.NOT_ELIGIBLE, "own-ktp")]


def test_age_rule_of_a_role_binds_that_role() -> None:
    assert _obstacles("BIRTH", {"age": 9}, ApplicantRole.PARENT) == []
    assert _obstacles("BIRTH", {"age": 9}, ApplicantRole.SELF_IF_ADULT) == [(ObstacleCode.NOT_ELIGIBLE, "adult")]
    assert "age" in build_checklist(_service("BIRTH"), {}, ApplicantRole.SELF_IF_ADULT).unanswered


def test_every_answer_that_does_not_fit_is_named() -> None:
    answers: Answers = {"age": True, "was_married": "yes", "foreigner": 1, "shoe_size": 42, "resident": True}

    with pytest.raises(InvalidAnswersError) as refused:
        build_checklist(_service("KTP-NEW"), answers)

    assert refused.value.faults == (
        Fault("answers.age", "not_integer"),
        Fault("answers.was_married", "not_boolean"),
        Fault("answers.foreigner", "not_boolean"),
        Fault("answers.shoe_size", "unknown_question"),
    )


@pytest.mark.parametrize(
    ("code", "answers", "problem"),
    [
        ("KTP-NEW", {"age": -1}, "out_of_range"),
        ("KTP-NEW", {"age": 151}, "out_of_range"),
        ("KK-CHANGE", {"change_kind": "wedding"}, "not_a_choice"),
        ("KK-CHANGE", {"change_kind": True}, "not_a_choice"),
        ("KTP-LOST", {"change_kind": "birth"}, "unknown_question"),
    ],
)
def test_answer_must_fit_a_question_of_the_service(code: str, answers: Answers, problem: str) -> None:
    with pytest.raises(InvalidAnswersError) as refused:
        build_checklist(_service(code), answers)

    assert [fault.code for fault in refused.value.faults] == [problem]


def test_derived_age_may_come_along_unasked() -> None:
    assert build_checklist(_service("KTP-LOST"), {"age": 40}).unanswered == ()


def test_refusal_does_not_repeat_the_answers() -> None:
    with pytest.raises(InvalidAnswersError) as refused:
        build_checklist(_service("KTP-LOST"), {"change_kind": "a secret"})

    assert "a secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("birth", "on", "age"),
    [
        (date(2008, 5, 20), date(2025, 5, 19), 16),
        (date(2008, 5, 20), date(2025, 5, 20), 17),
        (date(2008, 2, 29), date(2025, 2, 28), 16),
        (date(2008, 2, 29), date(2025, 3, 1), 17),
        (date(2026, 1, 1), date(2026, 1, 1), 0),
    ],
)
def test_age_counts_completed_years(birth: date, on: date, age: int) -> None:
    assert derive_age(birth, on) == age
