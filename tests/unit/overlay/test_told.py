"""What the record of an act says of a version: each part that differs, and nothing that does not."""

import pytest

from chalicelib.domain.overlay import restore
from chalicelib.domain.overlay.told import act_of, tell_changes
from tests.builders import OFFICER
from tests.fakes import EPOCH
from tests.unit.overlay.given import EXTRA, HOURS, changes, overlay

LEAVE, MOVE, TREAT = ({"day": f"2026-03-{number}", "why": "Pindah"} for number in (10, 11, 19))
FREE = {"pages/free": {"id": "Gratis", "en": "Free"}, "pages/or": {"id": "atau", "en": "or"}}


def test_each_part_that_differs_is_told_and_no_other() -> None:
    before = changes(limits={"answer_days": 40, "draft_days": 20}, calendar={"closed": [LEAVE]}, messages=FREE)
    after = changes(
        limits={"answer_days": 45, "draft_days": 20}, calendar={"closed": [MOVE], "worked": [TREAT]},
        office={"hours": HOURS}, papers={"extra": [EXTRA]}, messages={"pages/or": FREE["pages/or"]},
    )  # fmt: skip
    assert tell_changes(before, after) == {
        "limits": "answer_days=45", "days": "+2026-03-11 -2026-03-10 +!2026-03-19", "office": "hours",
        "papers": "extra", "messages": "1",
    }  # fmt: skip
    back = tell_changes(after, changes())
    assert (back["limits"], back["days"]) == ("draft_days= answer_days=", "-2026-03-11 -!2026-03-19")
    assert tell_changes(after, after) == {}


def test_the_act_names_who_prepared_it_and_which_version_it_takes_up() -> None:
    other = OFFICER.model_copy(update={"id": "adm2"})
    published = restore(overlay(1), 3, OFFICER, EPOCH).published(other, EPOCH)
    act = act_of(published, changes())
    assert (act.by, act.subject, act.details) == ("adm2", "3", {"restores": "1", "saved_by": OFFICER.id})
    with pytest.raises(ValueError, match="draft"):
        act_of(overlay(1), changes())


def test_days_of_retention_are_told_by_ending_and_part_and_what_is_kept_for_ever_without_any() -> None:
    before = changes(retention={"closed": {"papers_days": 90, "personal_days": 365}})
    after = changes(retention={"closed": {"papers_days": 90, "personal_days": 400}})
    assert tell_changes(before, after) == {"retention": "closed.personal=400"}
    assert tell_changes(after, changes()) == {"retention": "closed.papers= closed.personal="}
