"""What an office is offered to change is what it may change."""

from chalicelib.domain.overlay import LocalChanges
from chalicelib.domain.overlay.faults import find_faults
from chalicelib.domain.overlay.offered import local_requirements, offered_texts
from tests.unit.overlay.given import SHIPPED


def test_every_text_that_is_offered_can_be_saved_as_it_is() -> None:
    offered = list(offered_texts(SHIPPED.messages))
    assert len(offered) > 400
    for texts in (offered[start : start + 150] for start in range(0, len(offered), 150)):
        changes = LocalChanges(messages={each.path: each.text for each in texts})
        assert find_faults(changes, SHIPPED) == ()


def test_a_text_tells_what_fills_it_and_what_it_may_not_drop() -> None:
    ready = next(each for each in offered_texts(SHIPPED.messages) if each.path == "notices/pin_reissued/sms/text")
    assert "pin" in ready.kept <= ready.values


def test_every_local_requirement_that_is_offered_can_be_left_out() -> None:
    names = tuple({item.id for _, item in local_requirements(SHIPPED.catalogue)})
    assert names
    assert find_faults(LocalChanges.model_validate({"papers": {"without_local": names}}), SHIPPED) == ()
