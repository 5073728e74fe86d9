"""The compiled catalogue: complete, in both languages, and the same as the YAML that people edit."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from chalicelib.catalogue import load_catalogue
from chalicelib.catalogue.compile import FOLDER, compile_catalogue, main
from chalicelib.domain.catalogue import (
    CatalogueFile,
    DocumentCode,
    EligibilityRule,
    InvalidCatalogueError,
    Requirement,
    Text,
)

SOURCES = ("vocabulary.yaml", "documents.yaml", "questions.yaml", "services.yaml")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in SOURCES:
        shutil.copy(FOLDER / name, tmp_path)
    return tmp_path


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _texts(model: object) -> Iterator[Text]:
    if isinstance(model, Text):
        yield model
    elif isinstance(model, BaseModel):
        for _, value in model:
            yield from _texts(value)
    elif isinstance(model, dict):
        for value in model.values():
            yield from _texts(value)
    elif isinstance(model, tuple):
        for value in model:
            yield from _texts(value)


def test_compiled_file_is_in_step_with_yaml() -> None:
    assert main(["--check"]) == 0


def test_catalogue_has_all_services_and_papers() -> None:
    catalogue = load_catalogue()

    assert len(catalogue.services) == 41
    assert len(catalogue.documents) == 52


def test_catalogue_is_read_once_per_process() -> None:
    assert load_catalogue() is load_catalogue()


def test_reading_the_catalogue_needs_no_yaml() -> None:
    loaded = (FOLDER / "__init__.py").read_text(encoding="utf-8")

    assert "yaml" not in loaded
    assert "yaml" in sys.modules["chalicelib.catalogue.compile"].__dict__


def test_version_follows_content(folder: Path) -> None:
    before = CatalogueFile.parse(compile_catalogue(folder)).version
    _edit(folder / "documents.yaml", "Kutipan akta kematian", "Akta kematian")

    assert CatalogueFile.parse(compile_catalogue(folder)).version != before
    assert before == load_catalogue().version


def test_every_text_differs_between_the_languages() -> None:
    file = CatalogueFile.parse((FOLDER / "catalogue.json").read_bytes())
    texts = list(_texts(file))

    assert len(texts) > 500
    assert [text.id for text in texts if text.id == text.en] == []


def test_questions_are_sentences_that_ask() -> None:
    for question in load_catalogue().questions.values():
        assert question.text.id.endswith("?"), question.name
        assert question.text.en.endswith("?"), question.name


def test_reasons_are_whole_sentences() -> None:
    for service in load_catalogue().services.values():
        rules: tuple[Requirement | EligibilityRule, ...] = (*service.requirements, *service.eligibility)
        for rule in rules:
            assert rule.reason.id.endswith("."), (service.code, rule.id)
            assert rule.reason.en.endswith("."), (service.code, rule.id)


def test_withdrawn_papers_are_originals() -> None:
    surrendered = {code for code, paper in load_catalogue().documents.items() if paper.surrender}

    assert surrendered == {"KK_RUSAK", "KTP_LAMA", "KTP_RUSAK", "KIA_LAMA", "AKTA_CAPIL"}


def test_age_is_derived_and_no_other_answer() -> None:
    assert [name for name, question in load_catalogue().questions.items() if question.derived] == ["age"]


def test_police_report_is_the_only_paper_that_ages() -> None:
    ages = {code: paper.default_max_age_days for code, paper in load_catalogue().documents.items()}

    assert {code: days for code, days in ages.items() if days} == {DocumentCode("SK_HILANG"): 14}


def test_compiling_names_every_fault(folder: Path) -> None:
    _edit(folder / "services.yaml", "{ask: F102, ev: [SE]}", "{ask: F999, ev: []}")

    with pytest.raises(InvalidCatalogueError) as refused:
        compile_catalogue(folder)

    assert refused.value.faults == (
        "KTP-NEW: requirement f999 has no source",
        "KTP-NEW: unknown document F999",
    )


def test_key_written_twice_is_refused(folder: Path) -> None:
    with (folder / "documents.yaml").open("a", encoding="utf-8") as documents:
        documents.write("KK: {kind: form}\n")

    with pytest.raises(InvalidCatalogueError, match="KK is defined twice"):
        compile_catalogue(folder)


def test_check_fails_until_the_file_is_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"], folder) == 1
    assert "out of date" in capsys.readouterr().err

    assert main([], folder) == 0

    assert main(["--check"], folder) == 0


def test_faulty_yaml_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _edit(folder / "services.yaml", "legal: [PMDN72]", "legal: []")

    assert main([], folder) == 1

    assert "IKD-ACT: the service has no source" in capsys.readouterr().err
    assert not (folder / "catalogue.json").exists()
