"""A child that a file has taken over may answer anything: that is a verdict on the file, never an error of ours."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.adapters.imaging import SandboxedInspector
from chalicelib.adapters.imaging.frames import Frame
from chalicelib.domain.document import Inspection, MediaType
from chalicelib.domain.finding import FindingCode

JPEG = b"\xff\xd8\xff\xd9"
PAGE = {"kind": "page", "number": 1, "width": 2, "height": 2, "has_code": False, "bytes": len(JPEG)}
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


def told(page: dict[str, Any], verdict: dict[str, Any], body: bytes = JPEG + JPEG) -> Inspection:
    inspector = SandboxedInspector()
    inspector._child = LyingChild(Frame(page, body), Frame(verdict, b""))  # type: ignore[assignment]
    return inspector.inspect(b"a file", MediaType.JPEG)


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
