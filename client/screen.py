"""What a person at the terminal sees, and what a program reads with `--json`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from rich.console import Console
from rich.text import Text

from chalicelib.domain.post.vocabulary import End
from client.answers import EnvelopeLine, Ledger, Statement
from client.findings import ClientError, Finding, RefusedError
from client.words import Words

GREEN: Final = ("✔", "green")
AMBER: Final = ("●", "yellow")
RED: Final = ("✘", "red")
SIGNS: Final[Mapping[str, tuple[str, str]]] = {
    End.OPENED: GREEN,
    End.ATTACHED: GREEN,
    End.DUPLICATE: GREEN,
    End.SET_ASIDE: GREEN,
    End.PENDING: AMBER,
    End.STAFF: AMBER,
    End.RESCAN: AMBER,
    End.REJECTED: RED,
}
"""Sign and colour by where an envelope is; an end that is not known here is amber."""


@dataclass(frozen=True, slots=True)
class Screen:
    """Prints for a person, or one JSON object for a program. Nothing of a file's content is printed."""

    console: Console
    words: Words
    is_json: bool = False

    def say(self, name: str, style: str = "", **values: str) -> None:
        """One text of the catalogue; nothing in JSON."""
        if not self.is_json:
            self._print(Text(self.words.say(name, **values), style))

    def tell(self, **facts: Any) -> None:  # noqa: ANN401 - JSON
        """The one object of `--json`; nothing for a person."""
        if self.is_json:
            print(json.dumps(facts, ensure_ascii=False, indent=2))

    def findings(self, findings: Sequence[Finding]) -> None:
        """Every fault, under its envelope."""
        if self.is_json:
            return
        for envelope, group in groupby(sorted(findings, key=lambda f: f.envelope), key=lambda f: f.envelope):
            name = self.words.say("envelope", number=envelope) if envelope else self.words.say("whole_batch")
            self._print(Text.assemble((RED[0], RED[1]), " ", (name, "bold")))
            for found in group:
                self.reason(found.where, found.code, self.words.sentence(found))

    def ledger(self, ledger: Ledger) -> None:
        """Every envelope with its sign, and the sums."""
        if self.is_json:
            return
        for envelope in ledger.envelopes:
            self._envelope(envelope)
        if ledger.gaps:
            self.say("gaps", "yellow", numbers=", ".join(map(str, ledger.gaps)))
        self.say("sums", "bold", **_sums(ledger))

    def statement(self, statement: Statement) -> None:
        """A day's differences."""
        for item in statement.discrepancies if not self.is_json else ():
            where = " ".join(filter(None, (item.batch_id, item.envelope)))
            self._print(Text.assemble((RED[0], RED[1]), f" {where} {item.message} ", (item.code, "dim")))
        if not statement.discrepancies:
            self.say("day_fits", "green", day=statement.day, batches=str(statement.batches))

    def error(self, error: ClientError) -> None:
        """Why the command ends here."""
        self.tell(error=error.name, details=[_reason(*item) for item in getattr(error, "findings", ())])
        self.say(error.name, "red", **error.values)
        for where, code, sentence in error.findings if isinstance(error, RefusedError) and not self.is_json else ():
            self.reason(where, code, sentence)

    def _envelope(self, envelope: EnvelopeLine) -> None:
        sign, colour = SIGNS.get(envelope.end, AMBER)
        known = (envelope.receipt_number, envelope.duplicate_of)
        about = "  ".join(filter(None, (envelope.label, *known)))
        self._print(Text.assemble((sign, colour), f" {envelope.number:<8} ", (about, colour)))
        for reason in (*envelope.errors, *envelope.waits_for):
            self.reason(reason.field, reason.code, reason.message)

    def reason(self, where: str, code: str, sentence: str) -> None:
        """One reason, with its place where the sentence does not name it; nothing in JSON."""
        if self.is_json:
            return
        place = "" if where in sentence or where in {"envelope", "body"} else f"{where}: "
        self._print(Text.assemble(f"    {place}{sentence} ", (code, "dim")))

    def _print(self, text: Text) -> None:
        self.console.print(text, soft_wrap=True)


def _reason(where: str, code: str, sentence: str) -> dict[str, str]:
    return {"where": where, "code": code, "message": sentence}


def _sums(ledger: Ledger) -> dict[str, str]:
    signs = [SIGNS.get(envelope.end, AMBER) for envelope in ledger.envelopes]
    pending = sum(envelope.end == End.PENDING for envelope in ledger.envelopes)
    counts = {"good": signs.count(GREEN), "waiting": signs.count(AMBER) - pending, "bad": signs.count(RED)}
    return {name: str(count) for name, count in {**counts, "pending": pending}.items()}


def findings_as_json(findings: Sequence[Finding], words: Words) -> list[dict[str, str]]:
    """Every fault for a program."""
    return [
        {"envelope": found.envelope, **_reason(found.where, found.code, words.sentence(found))} for found in findings
    ]
