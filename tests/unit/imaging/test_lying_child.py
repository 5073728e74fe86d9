"""A child that a file has taken over may answer anything: that is a verdict on the file, never an error of ours."""

from collections.abc import Iterator
from typing import Any

import pytest
from typing_extensions import override

from chalicelib.adapters.imaging import SandboxedInspector
from chalicelib.adapters.imaging.confined import ChildLostError
from chalicelib.adapters.imaging.frames import Frame
from chalicelib.adapters.imaging.made import lost_page
from chalicelib.domain.document import Inspection, MediaType
from chalicelib.domain.finding import FindingCode

JPEG = b"\xff\xd8\xff\xd9"
PAGE = {"kind": "page", "number": 1, "width": 2, "height": 2, "has_code": False, "bytes": len(JPEG)}
OPENED = {"kind": "opened", "detected_type": "image/jpeg", "pages": 3}
VERDICT = {"kind": "verdict", "detected_type": "image/jpeg", "findings": []}


class LyingChild:
    is_usable = True

    def __init__(self, *frames: Frame) -> None:
        self.frames = frames

    def wait_until_ready(self) -> None:
        return

    def ask(self, data: bytes, first: int = 1) -> Iterator[Frame]:  # noqa: ARG002 - the child's own
        yield from self.frames

    def close(self) -> None:
        self.is_usable = False


def said(*frames: dict[str, Any], body: bytes = JPEG + JPEG) -> Inspection:
    with SandboxedInspector() as inspector:
        told = (Frame(frame, body if frame.get("kind") == "page" else b"") for frame in frames)
        inspector._child = LyingChild(*told)  # type: ignore[assignment]
        return inspector.inspect(b"a file", MediaType.JPEG)


def told(page: dict[str, Any], verdict: dict[str, Any], body: bytes = JPEG + JPEG) -> Inspection:
    return said(OPENED, page, verdict, body=body)


def test_an_honest_answer_is_taken() -> None:
    inspection = told(PAGE, VERDICT)
    assert [(page.jpeg, page.thumbnail) for page in inspection.pages] == [(JPEG, JPEG)]


@pytest.mark.parametrize(
    "lie",
    [
        {"bytes": "four"}, {"bytes": None}, {"bytes": -1}, {"bytes": 0}, {"bytes": 10**9}, {"bytes": 1.5},
        {"number": "first"}, {"width": {}}, {"has_code": "perhaps"},
    ],
)  # fmt: skip
def test_a_page_that_makes_no_sense_is_a_failed_inspection(lie: dict[str, Any]) -> None:
    assert [finding.code for finding in told(PAGE | lie, VERDICT).findings] == [FindingCode.INSPECTION_FAILED]


@pytest.mark.parametrize(
    "lie", [{"detected_type": "text/html"}, {"findings": [{"code": "sesame"}]}, {"findings": 7}, {"findings": [None]}]
)
def test_a_verdict_that_makes_no_sense_is_a_failed_inspection(lie: dict[str, Any]) -> None:
    assert [finding.code for finding in told(PAGE, VERDICT | lie).findings] == [FindingCode.INSPECTION_FAILED]


def test_bytes_that_are_no_picture_reach_nobody() -> None:
    assert not told(PAGE, VERDICT, b"<html>" + JPEG).pages
    assert not told(PAGE, VERDICT, JPEG + b"<html>").pages


def lost(page: int) -> dict[str, Any]:
    return {"kind": "finding", "finding": lost_page(page).model_dump(mode="json")}


PARAMS = {"readable": "1", "light": "9", "contrast": "9", "side": "900", "part": "all", "level": "unreadable"}
BLURRED = {"code": "page_blurred", "severity": "warning", "where": "upload", "page": 1, "params": PARAMS}


@pytest.mark.parametrize(
    "frames",
    [
        [PAGE, VERDICT],  # nothing was opened
        [OPENED, {**OPENED, "pages": 9}, PAGE, VERDICT],
        [OPENED, PAGE, PAGE, VERDICT],
        [OPENED, {**PAGE, "number": -1}, VERDICT],
        [OPENED, {**PAGE, "number": 10**40}, VERDICT],
        [OPENED, {**PAGE, "number": 2}, VERDICT],
        [{**OPENED, "pages": 1}, PAGE, {**PAGE, "number": 2}, VERDICT],
        [{**OPENED, "pages": 10**12}, PAGE, VERDICT],
        [OPENED, PAGE, lost(0), VERDICT],
        [OPENED, PAGE, lost(1), VERDICT],
        [OPENED, PAGE, lost(-1), VERDICT],
        [OPENED, VERDICT],
        [VERDICT],
        [OPENED, {**PAGE, "findings": [{**BLURRED, "params": {**PARAMS, "part": "nonsense"}}]}, VERDICT],
        [OPENED, {**PAGE, "findings": [{**BLURRED, "params": {**PARAMS, "more": "words"}}]}, VERDICT],
        [OPENED, {**PAGE, "findings": [{**BLURRED, "params": {}}]}, VERDICT],
        [OPENED, {**PAGE, "findings": [{**BLURRED, "page": 2}]}, VERDICT],
        [OPENED, {**PAGE, "findings": [{**BLURRED, "where": "service"}]}, VERDICT],
        [OPENED, {**PAGE, "findings": [{**BLURRED, "severity": "blocking"}]}, VERDICT],
        [OPENED, {**PAGE, "findings": [{**BLURRED, "code": "verdict", "params": {}}]}, VERDICT],
        [OPENED, {**PAGE, "findings": [BLURRED] * 9}, VERDICT],
        [OPENED, PAGE, {**VERDICT, "findings": [{**BLURRED, "code": "too_large", "params": {"limit": "x"}}]}],
        [OPENED, PAGE, {**VERDICT, "findings": [{**BLURRED, "code": "unknown_type", "params": {"looks_like": "<b>"}}]}],
    ],
)  # fmt: skip
def test_what_no_child_of_ours_says_is_a_failed_inspection(frames: list[dict[str, Any]]) -> None:
    inspection = said(*frames)
    assert [finding.code for finding in inspection.findings] == [FindingCode.INSPECTION_FAILED]
    assert inspection.pages == ()


def test_a_child_that_dies_after_a_lie_about_its_pages_ends_nothing_but_the_file() -> None:
    """It used to have its parent count lost pages for ever."""

    class Dying(LyingChild):
        @override
        def ask(self, data: bytes, first: int = 1) -> Iterator[Frame]:
            yield from super().ask(data, first)
            raise ChildLostError

    with SandboxedInspector() as inspector:
        inspector._child = Dying(Frame(OPENED), Frame({**PAGE, "number": -1}, JPEG + JPEG))  # type: ignore[assignment]
        inspection = inspector.inspect(b"a file", MediaType.JPEG)
    assert [finding.code for finding in inspection.findings] == [FindingCode.INSPECTION_FAILED]
