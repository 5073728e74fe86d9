"""Each action of a case's audit that an officer should read has its sentence on the reviewer's page."""

import re
from pathlib import Path

from chalicelib.catalogue import load_messages
from chalicelib.domain.lifecycle import CaseEvent, ProductEvent
from chalicelib.domain.production import Milestone
from chalicelib.domain.text import Language
from functions._review_views import UNTOLD

ROOT = Path(__file__).parents[3]
SOURCES = [path for part in ("domain", "services") for path in (ROOT / "chalicelib" / part).glob("**/*.py")]
NAMED = re.compile(r'(?<=\baction=)"([a-z_]+)"')
CHOSEN = re.compile(r"^    action = (.+)$", re.MULTILINE)

MOVES = {"started", "submitted", "claimed", "released", "returned", "accepted", "withdrawn", "expired", "lapsed"}
"""Each leads to another state, whose label says it; so do these two, with their reason."""
ENDS = {CaseEvent.REJECT.value, CaseEvent.CANCEL.value}


def actions() -> set[str]:
    texts = [path.read_text("utf-8") for path in SOURCES]
    named = {name for text in texts for name in NAMED.findall(text)}
    chosen = {name for text in texts for line in CHOSEN.findall(text) for name in re.findall(r'"([a-z_]+)"', line)}
    return named | chosen | {*Milestone} | {*ProductEvent} | ENDS


def test_the_search_finds_what_moves_are_called() -> None:
    assert {"judged", "called", "rescan_asked", "upload_refused", "signature_refused", "entry_corrected"} <= actions()


def test_every_action_has_a_sentence_or_a_reason_to_have_none() -> None:
    words = load_messages().staff("review", Language.INDONESIAN)
    told = {name.removeprefix("did_") for name in words if name.startswith("did_")}
    assert actions() - told - UNTOLD - MOVES - ENDS == set()
    assert told - actions() == set()
    assert not told & UNTOLD
