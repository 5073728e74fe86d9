"""The office's pages say nothing that is not in the catalogue, and the catalogue nothing that no page says."""

import re
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from jinja2 import Environment, nodes

from chalicelib.catalogue import load_messages
from chalicelib.domain.text import Language

ROOT = Path(__file__).parents[3]
TEMPLATES = sorted((ROOT / "chalicelib/web/templates/staff").glob("**/*.html"))
SCRIPTS = sorted((ROOT / "infra/web/staff").glob("**/*.js"))
SOURCES = [*TEMPLATES, *SCRIPTS, *sorted((ROOT / "functions").glob("*.py"))]
AREAS = load_messages().words[Language.ENGLISH]["staff"]
TEXTS = [(area, name) for area, texts in AREAS.items() for name in texts]
MADE = re.compile(r"[a-z]+_")
"""The beginning of a name that is put together with a value of the domain."""

SAID_BY_ALL = {"Loket", "English", "Bahasa", "Indonesia", "SIAK", "NIK", "KK", "CSV", "XLSX", "PDF", "PIN", "Enter"}


@cache
def _said() -> str:
    return "\n".join(source.read_text("utf-8") for source in SOURCES)


@pytest.mark.parametrize(("area", "name"), TEXTS)
def test_every_text_is_said_somewhere(area: str, name: str) -> None:
    start = MADE.match(name)
    said = _said()
    made = start is not None and (f'"{start[0]}" ~' in said or f'f"{start[0]}{{' in said or f"`{start[0]}${{" in said)
    assert made or f'"{name}"' in said, f"{area}: {name}"


@pytest.mark.parametrize(("area", "name"), TEXTS)
def test_both_languages_are_filled_alike(area: str, name: str) -> None:
    texts = [load_messages().staff(area, language)[name] for language in Language]
    first, second = ({field for _, field, *_ in Formatter().parse(text) if field} for text in texts)
    assert first == second


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_template_has_words_of_its_own(template: Path) -> None:
    parsed = Environment(autoescape=True).parse(template.read_text("utf-8"))
    html = "~".join(data.data for data in parsed.find_all(nodes.TemplateData))
    text = re.sub(r"<[^>]*>|&\w+;|[/?&]\S*|\w+=", " ", html)  # tags, and pieces of addresses
    assert set(re.findall(r"[^\W\d_]{2,}", text)) <= SAID_BY_ALL
