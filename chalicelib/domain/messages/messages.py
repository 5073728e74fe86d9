"""The message catalogue: codes and values in, sentences out. People wait meanwhile, so it only looks up and fills."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Self

from chalicelib.domain.catalogue import Catalogue, DocumentCode, QuestionName, ServiceCode
from chalicelib.domain.catalogue.plan import Obstacle
from chalicelib.domain.document import UploadState, VerdictKind
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.finding import PAGE_CODES, Finding, FindingCode
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.messages.check_values import PARTS_OF_PAGES, REFUSALS
from chalicelib.domain.messages.desk_values import CODES_AT_DESK, TEXTS_OF_STATION
from chalicelib.domain.messages.station_values import CODES_OF_FILES, FAULTS_OF_FILES
from chalicelib.domain.messages.tree import DEFAULT_FAULT, DEFAULT_REJECTION, Tree, find_text, replace_text
from chalicelib.domain.messages.upload_values import VERDICTS_OF_CHECK
from chalicelib.domain.notification import NoticeChannel, NoticeForm
from chalicelib.domain.text import Language, Text

MEBIBYTE = 1024**2


class InvalidMessagesError(ValueError):
    """The message catalogue cannot be served; `faults` names everything that is wrong with it."""

    def __init__(self, faults: Iterable[str]) -> None:
        """Keep every fault."""
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True, slots=True)
class StateWords:
    """A state of a case: its name, what it means, and what happens next."""

    label: str
    explanation: str
    next_step: str


@dataclass(frozen=True, slots=True)
class ProblemWords:
    """An HTTP problem: what it is, and what to do."""

    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class VerdictWords:
    """An officer's judgement: its name, and what to do."""

    label: str
    advice: str


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """One message as it is sent; text messages have no subject."""

    subject: str
    text: str


class _Values(dict[str, str]):
    """A value that an older record lacks leaves a gap in its sentence; it never takes the answer down."""

    def __missing__(self, name: str) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Messages:
    """Sound words in both languages. Nothing here raises for a code of the domain's enums."""

    words: Mapping[Language, Tree]

    @classmethod
    def load(cls, raw: bytes | str) -> Self:
        """Read JSON that `parse` has found sound."""
        tree: Mapping[str, Tree] = json.loads(raw)
        return cls({language: tree.get(language, {}) for language in Language})

    @classmethod
    def parse(cls, raw: bytes | str) -> Self:
        """Read and check the compiled JSON; raise InvalidMessagesError naming every fault."""
        from chalicelib.domain.messages.shape import find_faults  # noqa: PLC0415 - only who compiles checks

        messages = cls.load(raw)
        if faults := find_faults(messages.words):
            raise InvalidMessagesError(faults)
        return messages

    def template(self, path: str) -> Text | None:
        """One text as it is kept, by its path; None where there is none."""
        kept = {language: find_text(self.words[language], path) for language in Language}
        indonesian, english = kept[Language.INDONESIAN], kept[Language.ENGLISH]
        return Text(id=indonesian, en=english) if indonesian and english else None

    def with_texts(self, texts: Mapping[str, Text]) -> Self:
        """The same with other texts at these paths, which exist."""
        words = dict(self.words)
        for path, text in texts.items():
            for language in Language:
                words[language] = replace_text(words[language], path.split("/"), text.in_language(language))
        return replace(self, words=words)

    def finding(self, finding: Finding, catalogue: Catalogue, language: Language) -> tuple[str, str]:
        """The reason and the advice of a finding; codes in its params become the catalogue's words."""
        sentences = self.words[language]["findings"][finding.code]
        values = self._finding_values(finding, catalogue, language)
        reason = " ".join(sentences["reason"].format_map(values).split())
        if finding.page is not None:
            reason = self.part("on_page", language, {"page": str(finding.page), "reason": reason})
        return reason, sentences["advice"].format_map(values)

    def problem(self, code: str, language: Language) -> ProblemWords:
        """The words of an HTTP problem; an unknown code gets those of `internal`."""
        problems = self.words[language]["problems"]
        return ProblemWords(**problems.get(code, problems["internal"]))

    def fault(self, code: str, params: Mapping[str, str], language: Language) -> str:
        """The sentence of one wrong field; an unknown code gets a general one."""
        faults, post = self.words[language]["faults"], self.words[language]["post"]
        sentence: str = faults.get(code) or post.get(code) or faults[DEFAULT_FAULT]
        return sentence.format_map(_Values(params))

    def post(self, code: str, params: Mapping[str, str], language: Language) -> str:
        """The sentence of a code of the postal channel."""
        return str(self.words[language]["post"][code]).format_map(_Values(params))

    def post_report(self, name: str, values: Mapping[str, str], language: Language) -> str:
        """One text of the letter that a partner gets every morning."""
        return str(self.words[language]["post_report"][name]).format_map(_Values(values))

    def state(self, state: CaseState, language: Language) -> StateWords:
        """The words of a case's state."""
        return StateWords(**self.words[language]["states"][state])

    def verdict(self, kind: VerdictKind, language: Language) -> VerdictWords:
        """The words of an officer's judgement."""
        return VerdictWords(**self.words[language]["verdicts"][kind])

    def verdict_reason(self, kind: VerdictKind, code: str, language: Language) -> str:
        """The sentence of the reason that was given for a judgement; empty where none was."""
        return str(self.words[language]["verdict_reasons"].get(kind, {}).get(code, ""))

    def product_state(self, state: ProductState, language: Language) -> str:
        """The name of a product's state."""
        return str(self.words[language]["product_states"][state])

    def upload_state(self, state: UploadState, language: Language) -> str:
        """The name of a file's state."""
        return str(self.words[language]["upload_states"][state])

    @property
    def rejection_codes(self) -> frozenset[str]:
        """The reasons that an officer may give for a rejection or a cancellation."""
        return frozenset(self.words[Language.INDONESIAN]["rejections"])

    def rejection(self, code: str, language: Language) -> str:
        """The sentence of a reason; an unknown code gets a general one."""
        rejections = self.words[language]["rejections"]
        return str(rejections.get(code, rejections[DEFAULT_REJECTION]))

    def notice(
        self, event: NoticeEvent, channel: NoticeChannel, language: Language, values: Mapping[str, str]
    ) -> NoticeWords:
        """One message, filled; a long one with greeting and closing. `values` are those of `build_notice_values`."""
        words = self.words[language]
        filled = _Values(values)
        templates = words["notices"][event][channel.form]
        text = templates["text"].format_map(filled)
        if channel.form is NoticeForm.LONG:
            closing = words["mail"]["letter_closing" if channel is NoticeChannel.LETTER else "closing"]
            text = f"{words['mail']['greeting']}\n\n{text}\n\n{closing.format_map(filled)}\n"
        return NoticeWords(" ".join(templates.get("subject", "").format_map(filled).split()), text)

    def receipt(self, name: str, language: Language, values: Mapping[str, str] | None = None) -> str:
        """One text of the receipt on paper."""
        return str(self.words[language]["receipt"][name]).format_map(_Values(values or {}))

    def sheet(self, name: str, language: Language, values: Mapping[str, str] | None = None) -> str:
        """One text of what is printed for the post."""
        return str(self.words[language]["sheets"][name]).format_map(_Values(values or {}))

    def sender(self, name: str, language: Language, values: Mapping[str, str] | None = None) -> str:
        """One text of the command that a post office sends with."""
        return str(self.words[language]["sender"][name]).format_map(_Values(values or {}))

    def station(self, language: Language) -> Mapping[str, str]:
        """Every text of the station's page, with those of the faults that it finds itself."""
        words = self.words[language]
        faults = {code: str(words["faults"][code]) for code in FAULTS_OF_FILES}
        codes = {code: str(words["post"][code]) for code in CODES_OF_FILES}
        return {**words["station"], **faults, **codes}

    def photo_check(self, language: Language) -> Mapping[str, str]:
        """Every text of the page for trying a photo; the sentences of findings still have their placeholders."""
        words = self.words[language]
        language_label = str(words["station"]["language"])
        return {**words["photo_check"], **self._sentences_of_photos(language), "language": language_label}

    def upload(self, language: Language) -> Mapping[str, str]:
        """Every text of the page for sending files, with what it can say of a photo; placeholders stay."""
        words = self.words[language]
        verdicts = {verdict: str(words["photo_check"][verdict]) for verdict in VERDICTS_OF_CHECK}
        return {**words["upload"], **verdicts, **self._sentences_of_photos(language)}

    def pages(self, language: Language) -> Mapping[str, str]:
        """Every text of the residents' pages."""
        texts: Mapping[str, str] = self.words[language]["pages"]
        return texts

    def staff(self, area: str, language: Language) -> Mapping[str, str]:
        """Every text of one area of the office's pages, with those that all of them share."""
        areas = self.words[language]["staff"]
        return {**areas["common"], **areas[area]}

    def desk(self, language: Language) -> Mapping[str, str]:
        """Every text of the officer's desk, with those that it shares with the station and the words of its choices."""
        words = self.words[language]
        shared = {name: str(words["station"][name]) for name in TEXTS_OF_STATION}
        codes = {code: str(words["post"][code]) for code in CODES_AT_DESK}
        verdicts = {f"verdict_{kind}": self.verdict(kind, language).label for kind in VerdictKind}
        return {**words["desk"], **shared, **codes, **verdicts}

    def assist(self, language: Language) -> Mapping[str, str]:
        """Every text of the page for applying with a resident, with those that it shares with the station."""
        words = self.words[language]
        return {**words["assist"], **{name: str(words["station"][name]) for name in TEXTS_OF_STATION}}

    def overlays(self, language: Language) -> Mapping[str, str]:
        """Every text of the page for what is local, with those that it shares with the station."""
        words = self.words[language]
        return {**words["overlays"], **{name: str(words["station"][name]) for name in TEXTS_OF_STATION}}

    def part(self, name: str, language: Language, values: Mapping[str, str] | None = None) -> str:
        """A piece of a longer text."""
        return str(self.words[language]["parts"][name]).format_map(_Values(values or {}))

    def date_time(self, local: datetime, language: Language) -> str:
        """A moment as people write it, in the zone that it carries."""
        between = "." if language is Language.INDONESIAN else ":"
        values = {
            "day": str(local.day),
            "month": self.part("months", language).split()[local.month - 1],
            "year": str(local.year),
            "time": f"{local.hour:02}{between}{local.minute:02}",
            "zone": local.tzname() or "",
        }
        return self.part("date_time", language, values)

    def date(self, local: date, language: Language) -> str:
        """A day as people write it."""
        return f"{local.day} {self.part('months', language).split()[local.month - 1]} {local.year}"

    def papers(self, codes: Iterable[str], catalogue: Catalogue, language: Language) -> str:
        """The names of papers of which one is enough."""
        known = (catalogue.documents.get(DocumentCode(code)) for code in codes)
        names = [paper.name.in_language(language) for paper in known if paper is not None]
        return self.part("any_of", language).join(names)

    def _sentences_of_photos(self, language: Language) -> dict[str, str]:
        words = self.words[language]
        sentences = {
            f"{kind}_{code}": str(words["findings"][code][kind])
            for code in (*PAGE_CODES, *REFUSALS)
            for kind in ("reason", "advice")
        }
        return sentences | {f"part_{part}": str(words["parts"][f"part_{part}"]) for part in PARTS_OF_PAGES}

    def _finding_values(self, finding: Finding, catalogue: Catalogue, language: Language) -> _Values:
        values = _Values(finding.params)
        for name, value in finding.params.items():
            spell = _SPELLED.get(name)
            if spell is not None:
                filled, write = spell
                values[filled] = write(self, value, catalogue, language)
        if finding.code is FindingCode.FIELD_MISSING:
            values["field"] = self.words[language]["fields"].get(finding.where, finding.where)
        if "rule" in finding.params:
            service = finding.params.get("service", "")
            values["rule"] = _rule_text(catalogue, service, finding.params["rule"], language)
        if finding.code is FindingCode.UNKNOWN_TYPE:
            values["kind"] = values["looks_like"] or self.part("unknown_kind", language)
        return values


def _question_text(_: Messages, name: str, catalogue: Catalogue, language: Language) -> str:
    question = catalogue.questions.get(QuestionName(name))
    return question.text.in_language(language) if question else name


def _service_name(_: Messages, code: str, catalogue: Catalogue, language: Language) -> str:
    service = catalogue.services.get(ServiceCode(code))
    return service.name.in_language(language) if service else code


def _doubt_text(messages: Messages, code: str, _: Catalogue, language: Language) -> str:
    return str(messages.words[language]["doubts"].get(code, ""))


def _verdict_label(messages: Messages, kind: str, _: Catalogue, language: Language) -> str:
    return str(messages.words[language]["verdicts"].get(kind, {}).get("label", kind))


def _type_name(_: Messages, media_type: str, __: Catalogue, ___: Language) -> str:
    return media_type.rpartition("/")[2].upper()


def _part_name(messages: Messages, part: str, _: Catalogue, language: Language) -> str:
    return messages.part(f"part_{part}", language)


_Spelling = Callable[[Messages, str, Catalogue, Language], str]

_SPELLED: Mapping[str, tuple[str, _Spelling]] = {
    "choices": (
        "papers",
        lambda messages, codes, catalogue, language: messages.papers(codes.split(), catalogue, language),
    ),
    "question": ("question", _question_text),
    "service": ("service", _service_name),
    "doubt": ("doubt", _doubt_text),
    "reason": ("verdict", _verdict_label),
    "part": ("part", _part_name),
    "declared": ("declared", _type_name),
    "detected": ("detected", _type_name),
    "limit": ("limit_mb", lambda _, limit, __, ___: str(int(limit) // MEBIBYTE)),
}
"""Params that are codes: which placeholder each fills, and how it is put into words."""


def _rule_text(catalogue: Catalogue, service: str, rule: str, language: Language) -> str:
    """The catalogue's own sentence; nothing where the finding does not say which service it is about."""
    entry = catalogue.services.get(ServiceCode(service))
    if entry is None:
        return ""
    plan = entry.plan
    obstacles: list[Obstacle | None] = [planned.obstacle for planned in plan.rules]
    obstacles += [*plan.refusals.values(), plan.counter_only]
    return next((item.text.in_language(language) for item in obstacles if item is not None and item.rule == rule), "")
