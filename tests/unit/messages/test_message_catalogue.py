"""The message catalogue: complete, in both languages, sound, and the same as the YAML that people edit."""

import ast
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from chalicelib.catalogue import COMPILED_MESSAGES, load_messages
from chalicelib.catalogue.messages import FOLDER, SOURCE, STAFF, compile_messages, main
from chalicelib.domain.document import UploadState, VerdictKind
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.finding import FindingCode
from chalicelib.domain.identifiers import DoubtCode, Fault
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.messages import InvalidMessagesError, Messages
from chalicelib.domain.messages.shape import FAULT_VALUES, FINDING_VALUES, NOTICE_VALUES, PART_VALUES, PROBLEMS
from chalicelib.domain.notification import NoticeForm
from chalicelib.domain.text import Language

ROOT = Path(__file__).parents[3]
ONE_WORD = 'one_word: {id: "Nama hanya satu kata.", en: "The name has one word only."}'
SAME_IN_BOTH = {
    "staff/review/village", "staff/review/district",
    "parts/date_time", "receipt/pin", "assist/pin", "parts/any_of", "parts/and", "pages/size_mb", "pages/village",
    "pages/file_number", "pages/news_whatsapp", "staff/queue/area", "staff/printing/card_KTP_EL",
    "staff/printing/card_KIA", "staff/printing/number", "staff/search/by_nik", "staff/search/kind_nik",
    "staff/review/nik", "staff/search/place", "desk/village",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(FOLDER / SOURCE, tmp_path)
    shutil.copytree(FOLDER / STAFF, tmp_path / STAFF)
    return tmp_path


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _texts(tree: Any, path: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 - a tree of texts
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from _texts(value, f"{path}{name}/")
        else:
            yield f"{path}{name}", value


def _compiled() -> dict[str, Any]:
    words: dict[str, Any] = json.loads((FOLDER / COMPILED_MESSAGES).read_bytes())
    return words


def _faults_of(folder: Path) -> tuple[str, ...]:
    with pytest.raises(InvalidMessagesError) as refused:
        compile_messages(folder)
    return refused.value.faults


def test_compiled_file_is_in_step_with_yaml() -> None:
    assert main(["--check"]) == 0


def test_check_fails_until_the_file_is_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"], folder) == 1
    assert "out of date" in capsys.readouterr().err

    assert main([], folder) == 0

    assert main(["--check"], folder) == 0


@pytest.mark.parametrize("language", Language)
def test_every_code_has_words_and_none_is_idle(language: Language) -> None:
    words = _compiled()[language]

    assert set(words["findings"]) == set(FindingCode)
    assert set(words["doubts"]) == set(DoubtCode)
    assert set(words["verdicts"]) == set(VerdictKind)
    assert set(words["states"]) == set(CaseState)
    assert set(words["product_states"]) == set(ProductState)
    assert set(words["upload_states"]) == set(UploadState)
    assert set(words["problems"]) == set(PROBLEMS)
    assert set(words["notices"]) == set(NoticeEvent)
    assert all(set(notice) == set(NoticeForm) for notice in words["notices"].values())
    assert set(words["faults"]) >= {*Fault, "invalid"}


def test_both_languages_have_the_same_texts() -> None:
    words = _compiled()
    indonesian, english = dict(_texts(words["id"])), dict(_texts(words["en"]))

    assert indonesian.keys() == english.keys()
    assert {path for path, text in indonesian.items() if text == english[path]} <= SAME_IN_BOTH


def test_both_languages_say_the_same_values() -> None:
    words = _compiled()
    english = dict(_texts(words["en"]))

    for path, text in _texts(words["id"]):
        assert _placeholders(text) == _placeholders(english[path]), path


def _placeholders(text: str) -> set[str]:
    return {name for _, name, *_ in Formatter().parse(text) if name}


def test_no_placeholder_is_a_personal_value() -> None:
    allowed = set().union(*NOTICE_VALUES.values(), *PART_VALUES.values(), *FINDING_VALUES.values(), FAULT_VALUES)

    assert allowed.isdisjoint({"name", "nik", "family_card_number", "birth_date", "phone", "email", "note"})


def test_sentences_of_findings_end_as_sentences() -> None:
    for language in Language:
        for code, sentences in _compiled()[language]["findings"].items():
            assert sentences["reason"][-1] in ".}", code
            assert sentences["advice"].endswith("."), code


def test_every_fault_raised_in_the_code_has_words() -> None:
    raised = set(_fault_codes())

    assert "unknown_slot" in raised
    assert raised - set(_compiled()["id"]["faults"]) == set()


def _fault_codes() -> Iterator[str]:
    for path in (*ROOT.glob("chalicelib/**/*.py"), *ROOT.glob("functions/**/*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Fault":
                yield from (str(arg.value) for arg in call.args[1:2] if isinstance(arg, ast.Constant))


def test_every_problem_of_the_api_has_words() -> None:
    source = (ROOT / "functions" / "_problems.py").read_text(encoding="utf-8")
    named = set(re.findall(r'_S\.[A-Z_]+, "([a-z-]+)"', source))

    assert "stale-version" in named
    assert named <= set(PROBLEMS)


def test_missing_text_is_named(folder: Path) -> None:
    _edit(folder / SOURCE, "  one_word: {", "  two_words: {")

    assert _faults_of(folder) == (
        "id: doubts/one_word has no text",
        "id: doubts/two_words is used nowhere",
        "en: doubts/one_word has no text",
        "en: doubts/two_words is used nowhere",
    )


def test_text_in_one_language_only_is_named(folder: Path) -> None:
    _edit(
        folder / SOURCE,
        'one_word: {id: "Nama hanya satu kata.", en: "The name has one word only."}',
        'one_word: {id: "x"}',
    )

    assert _faults_of(folder) == ("en: doubts/one_word is empty",)


def test_text_without_languages_is_named(folder: Path) -> None:
    _edit(
        folder / SOURCE, 'one_word: {id: "Nama hanya satu kata.", en: "The name has one word only."}', 'one_word: "x"'
    )

    assert _faults_of(folder) == ("id: doubts/one_word is empty", "en: doubts/one_word is empty")


@pytest.mark.parametrize(
    ("old", "new", "path", "fault"),
    [
        ("dari {days} hari", "dari {nik} hari", "findings/expired/reason", "uses {nik}, which nothing fills"),
        (
            "dari {days} hari",
            "dari {days!r} hari",
            "findings/expired/reason",
            "has a brace that is",
        ),
        (
            "dari {days} hari",
            "dari {{days}} hari",
            "findings/expired/reason",
            "has a brace that is",
        ),
        ("dari {days} hari", "dari }days hari", "findings/expired/reason", "is not a template: Single '}' encountered"),
        (": {count} dok", " – {count} dok", "notices/returned/sms/text", "has letters that a text message cannot hold"),
        ('"TANDA', '"\u2713 TANDA', "receipt/title", "has letters that the typeface of what is printed"),
        (
            "berkas {receipt_start}...",
            "{receipt}",
            "notices/pin_reissued/sms/text",
            "uses {receipt}, which",
        ),
        ("berkas {receipt_start}...", "{link}", "notices/pin_reissued/sms/text", "uses {link}, which nothing fills"),
    ],
)
def test_unsound_text_is_named(folder: Path, old: str, new: str, path: str, fault: str) -> None:
    _edit(folder / SOURCE, old, new)

    (named,) = _faults_of(folder)

    assert named.startswith(f"id: {path} {fault}")


def test_faulty_yaml_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _edit(folder / SOURCE, "{days}", "{name}")

    assert main([], folder) == 1

    assert "findings/expired/reason" in capsys.readouterr().err
    assert not (folder / COMPILED_MESSAGES).exists()


def test_nothing_at_all_is_refused() -> None:
    with pytest.raises(InvalidMessagesError, match="states/DRAFT/label has no text"):
        Messages.parse("{}")


def test_messages_are_read_once_per_process() -> None:
    assert load_messages() is load_messages()
