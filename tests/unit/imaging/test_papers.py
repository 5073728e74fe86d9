"""Synthetic papers: drawn alike each time, of nobody, and fit for an inspection."""

import pytest

from chalicelib.adapters.imaging import SandboxedInspector
from chalicelib.domain.document import MediaType
from chalicelib.domain.identifiers.nik import Nik
from tests.papers import draw_paper, invent_person
from tests.unit.imaging.given import opening_findings

_CODES = [
    "KTP",
    "KTP_LAMA",
    "KK",
    "F102",
    "FORM_KIA",
    "SK_HILANG",
    "AKTA_LAHIR",
    "BUKU_NIKAH",
    "PAS_FOTO_ANAK",
    "SKPWNI",
]


PORTRAITS = {"PAS_FOTO_ANAK", "PAS_FOTO_KAWIN"}


@pytest.mark.parametrize("code", _CODES)
def test_paper_of_every_kind_passes_inspection(inspector: SandboxedInspector, code: str) -> None:
    inspection = inspector.inspect(draw_paper(code), MediaType.JPEG)
    assert (opening_findings(inspection) if code in PORTRAITS else inspection.findings) == ()
    assert len(inspection.pages) == 1


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "HEIC", "PDF"])
def test_paper_comes_in_every_accepted_format(inspector: SandboxedInspector, file_format: str) -> None:
    inspection = inspector.inspect(draw_paper("KK", 3, file_format=file_format), MediaType[file_format])
    assert inspection.findings == ()
    assert inspection.detected_type is MediaType[file_format]


@pytest.mark.parametrize("file_format", ["JPEG", "PDF"])
def test_same_seed_draws_the_same_paper(file_format: str) -> None:
    assert draw_paper("F102", 7, file_format=file_format) == draw_paper("F102", 7, file_format=file_format)
    assert draw_paper("F102", 7, file_format=file_format) != draw_paper("F102", 8, file_format=file_format)


def test_invented_numbers_belong_to_no_kecamatan() -> None:
    for seed in range(200):
        person = invent_person(seed)
        assert person.nik.startswith("357399")
        assert person.family_card.startswith("357399")
        Nik.parse(person.nik)


def test_bad_photographs_differ_from_the_good_one() -> None:
    good = draw_paper("KK", 1)
    assert len({good, draw_paper("KK", 1, blurred=True), draw_paper("KK", 1, dark=True)}) == 3
    assert len(draw_paper("KK", 1, blurred=True)) < len(good) / 2


def test_paper_can_be_drawn_in_a_given_size(inspector: SandboxedInspector) -> None:
    (page,) = inspector.inspect(draw_paper("KK", size=(640, 480)), MediaType.JPEG).pages
    assert (page.width, page.height) == (640, 480)
