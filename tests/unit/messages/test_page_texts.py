"""The residents' pages say nothing that is not in the catalogue, and the catalogue nothing that no page says."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from chalicelib.domain.messages.page_values import PAGE_VALUES
from chalicelib.domain.notification import NoticeChannel

ROOT = Path(__file__).parents[3]
TEMPLATES = sorted((ROOT / "chalicelib/web/templates/pages").glob("*.html"))
SOURCES = [*TEMPLATES, *sorted((ROOT / "functions").glob("*.py"))]
CHANNELS = {f"news_{channel}" for channel in NoticeChannel}
MADE = {"held_", "need_", "news_closed_", "news_stopped_", "number_", "standing_", "statistics_", "step_", *CHANNELS}
"""Beginnings of names that are put together: the rest is a value of the domain."""

SAID_BY_ALL = {"CSV", "JSON", "PIN", "Loket", "English", "Bahasa", "Indonesia"}
"""Names, and the two languages in their own words."""


@pytest.mark.parametrize("name", sorted(PAGE_VALUES))
def test_every_text_is_said_somewhere(name: str) -> None:
    made = any(name.startswith(start) for start in MADE)
    said = any(f'"{name}"' in source.read_text("utf-8") for source in SOURCES)
    assert made or said


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_no_template_has_words_of_its_own(template: Path) -> None:
    parsed = Environment(autoescape=True).parse(template.read_text("utf-8"))
    html = "~".join(data.data for data in parsed.find_all(nodes.TemplateData))
    text = re.sub(r"<[^>]*>|&\w+;|[/?&]\S*|\w+=", " ", html)  # tags, and pieces of addresses
    assert set(re.findall(r"[^\W\d_]{2,}", text)) <= SAID_BY_ALL


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_every_label_is_said_by_the_catalogue(template: Path) -> None:
    labels = re.findall(r'(?:alt|aria-label|title|placeholder)="([^"]*)"', template.read_text("utf-8"))
    labels += re.findall(r'"text": "([^"]*)"', template.read_text("utf-8"))
    assert set(labels) <= {"PIN", '{{ t("'} | {label for label in labels if label.startswith("{{")}
