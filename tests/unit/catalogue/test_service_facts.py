"""What each service is, beside its papers: against a table written by hand from the law and the checklists."""

import pytest

from chalicelib.catalogue import load_catalogue
from chalicelib.domain.catalogue import ApplicantRole, Biometrics, Evidence, OnlineScope, Service, ServiceCode

# service: who may apply, biometrics, how far online, days to report
FACTS = {
    "KTP-NEW": ("self", "required", "apply", None),
    "KTP-LOST": ("self family_same_kk proxy", "check_only", "apply", None),
    "KTP-DAMAGED": ("self family_same_kk proxy", "check_only", "apply", None),
    "KTP-CHANGE": ("self family_same_kk proxy", "check_only", "apply", None),
    "KTP-PHOTO": ("self", "recapture", "partial", None),
    "KTP-MOVEIN": ("self head_of_family proxy", "check_only", "apply", None),
    "KTP-OUTDOM": ("self", "check_only", "counter", None),
    "KTP-OA": ("self", "required", "counter", None),
    "IKD-ACT": ("self", "check_only", "counter", None),
    "KK-NEW-FAMILY": ("head_of_family spouse proxy", "none", "full", None),
    "KK-HEAD": ("adult_member proxy", "none", "full", None),
    "KK-SPLIT": ("new_head", "none", "full", None),
    "KK-CHANGE": ("head_of_family adult_member proxy", "none", "full", None),
    "KK-LOST": ("head_of_family adult_member proxy", "none", "full", None),
    "KK-DAMAGED": ("head_of_family adult_member proxy", "none", "full", None),
    "KIA-NEW": ("parent guardian proxy", "none", "apply", None),
    "KIA-LOST": ("parent guardian proxy", "none", "apply", None),
    "KIA-DAMAGED": ("parent guardian proxy", "none", "apply", None),
    "MOVE-OUT": ("self head_of_family proxy", "none", "full", None),
    "MOVE-OUT-ASSIST": ("self head_of_family proxy", "none", "partial", None),
    "MOVE-IN": ("self head_of_family proxy", "none", "partial", None),
    "MOVE-WITHIN": ("self head_of_family proxy", "none", "full", None),
    "MOVE-ABROAD": ("self", "none", "partial", None),
    "MOVE-FROM-ABROAD": ("self", "check_only", "partial", None),
    "BIODATA": ("self parent", "check_only", "counter", None),
    "BIRTH": ("parent guardian self_if_adult proxy", "none", "full", 60),
    "BIRTH-FOUNDLING": ("finder institution", "none", "counter", None),
    "STILLBIRTH": ("parent family", "none", "full", 30),
    "DEATH": ("heir other_family rt_head proxy", "none", "full", 30),
    "MARRIAGE": ("both_spouses", "none", "partial", 60),
    "MARRIAGE-ANNUL": ("spouse", "none", "counter", None),
    "DIVORCE": ("spouse proxy", "none", "partial", 60),
    "DIVORCE-ANNUL": ("spouse", "none", "counter", None),
    "CHILD-RECOGNITION": ("father_and_mother", "none", "counter", 30),
    "CHILD-LEGITIMATION": ("parents", "none", "counter", 30),
    "ADOPTION": ("adoptive_parents", "none", "counter", 30),
    "NAME-CHANGE": ("self parent", "none", "counter", 30),
    "AKTA-CORRECTION": ("self parent proxy", "none", "partial", None),
    "AKTA-REISSUE": ("self parent proxy", "none", "partial", None),
    "CITIZENSHIP": ("self parent", "none", "counter", None),
    "OTHER-EVENT": ("self", "none", "counter", None),
}
COMES_FIRST = {"KTP-CHANGE": "KK-CHANGE", "KTP-MOVEIN": "MOVE-IN", "KK-HEAD": "DEATH"}
FOLLOWS = {
    "KK-CHANGE": "KTP-CHANGE",
    "MOVE-OUT-ASSIST": "MOVE-IN",
    "MOVE-IN": "KK-NEW-FAMILY KTP-MOVEIN",
    "MOVE-WITHIN": "KTP-CHANGE",
    "DEATH": "KK-HEAD KK-CHANGE KTP-CHANGE",
    "NAME-CHANGE": "KK-CHANGE KTP-CHANGE",
}
SERVICES = tuple(load_catalogue().services.values())


def _service(code: str) -> Service:
    return load_catalogue().services[ServiceCode(code)]


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.code)
def test_service_is_what_the_law_says(service: Service) -> None:
    roles, biometrics, online, deadline = FACTS[service.code]

    assert " ".join(service.who_may_apply) == roles
    assert service.biometrics == Biometrics(biometrics)
    assert service.online == OnlineScope(online)
    assert service.reporting_deadline_days == deadline
    assert service.service_time_hours == 24


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.code)
def test_post_serves_all_but_counter_services(service: Service) -> None:
    counter = FACTS[service.code][2] == "counter"

    assert service.counter_only == counter
    assert service.by_post == (not counter)
    assert (service.in_person is not None) >= counter


def test_order_of_services_is_the_laws() -> None:
    order = {s.code: " ".join(link.service for link in s.depends_on) for s in SERVICES if s.depends_on}

    assert order == COMES_FIRST


def test_services_trigger_what_must_follow() -> None:
    order = {s.code: " ".join(link.service for link in s.triggers) for s in SERVICES if s.triggers}

    assert order == FOLLOWS


def test_witnesses_sign_births_and_attend_marriages() -> None:
    witnesses = {
        s.code: (s.witnesses.count, s.witnesses.present_at_office, s.witnesses.id_copy_needed)
        for s in SERVICES
        if s.witnesses
    }

    assert witnesses == {"BIRTH": (2, False, False), "MARRIAGE": (2, True, False)}


def test_newborn_on_family_card_goes_with_certificate() -> None:
    assert [link.service for link in _service("KK-CHANGE").bundles] == ["BIRTH", "KIA-NEW"]
    assert [link.service for link in _service("BIRTH").bundles] == ["KK-CHANGE", "KIA-NEW"]


def test_every_rule_names_evidence_and_law() -> None:
    for service in SERVICES:
        for rule in (service, *service.requirements, *service.eligibility, *service.withdraws):
            assert rule.evidence, (service.code, rule)
            assert rule.legal, (service.code, rule)


def test_neighbourhood_letter_is_asked_for_biodata_alone() -> None:
    asking = {s.code for s in SERVICES for item in s.requirements if "RT_RW" in item.any_of}

    assert asking == {"BIODATA"}


def test_local_requirements_come_from_the_office_alone() -> None:
    local = {(s.code, item.any_of[0], item.evidence) for s in SERVICES for item in s.requirements if item.local}

    assert {evidence for _, _, evidence in local} == {(Evidence.OFFICE,)}
    assert ("KTP-NEW", "AKTA_LAHIR", (Evidence.OFFICE,)) in local


def test_power_of_attorney_is_asked_of_every_proxy() -> None:
    asked = {s.code for s in SERVICES for item in s.requirements if item.roles == (ApplicantRole.PROXY,)}

    assert asked == {code for code, facts in FACTS.items() if "proxy" in facts[0]}


def test_nobody_is_recorded_by_proxy() -> None:
    recording = [s for s in SERVICES if s.biometrics.is_recording]

    assert {s.code for s in recording} == {"KTP-NEW", "KTP-PHOTO", "KTP-OA"}
    assert all(ApplicantRole.PROXY not in s.who_may_apply for s in recording)
