"""Every event, channel, language and service, with long, short, one-word and odd words of an office."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from typing_extensions import override

from chalicelib.adapters.messaging.ses import as_html
from chalicelib.catalogue import load_catalogue, load_messages
from chalicelib.domain.document import VerdictKind
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.messages.notice_samples import MOST_ASKED, Sample, Samples
from chalicelib.domain.messages.notice_values import build_notice_values
from chalicelib.domain.notification import NoticeChannel, NoticeForm
from chalicelib.domain.office import Office
from chalicelib.domain.text import Language, Text
from tests.unit.notices.given import ASKED, LINK, OFFICE, a_case, an_occasion

ONE_WORD = "Dukcapil"
LONG = "Unit Pelaksana Teknis Dinas Kependudukan dan Pencatatan Sipil Kabupaten Kepulauan Siau Tagulandang Biaro"
MARKUP = """Kantor "O'Neil" <script>alert(1)</script> & <a href='https://elsewhere.example'>Co</a>"""
BROKEN = "Kantor\r\nBcc: x@example.org\n\n\tMalang\x00\x07"
TURNED = "\u202eKantor \u0645\u0643\u062a\u0628\u2069 \N{SLIGHTLY SMILING FACE}\u200b {receipt}"
WORDS = [ONE_WORD, LONG, MARKUP, BROKEN, TURNED]
CHANNELS = [NoticeChannel.SMS, NoticeChannel.EMAIL]
"""One of each form: the others carry the same words."""


def an_office(words: str) -> Office:
    """An office that calls everything so."""
    text = Text(id=words, en=words)
    (place,) = OFFICE.places
    return OFFICE.model_copy(
        update={
            "name": text, "short_name": words, "address": words, "hours": text, "pick_up": text, "help_line": text,
            "places": (place.model_copy(update={"name": text, "address": words}),),
        }
    )  # fmt: skip


def told(office: Office, event: NoticeEvent, channel: NoticeChannel) -> Iterator[Sample]:
    samples = Samples(load_catalogue(), load_messages(), office, LINK)
    for language in Language:
        yield from samples.of(event, channel, language)


@pytest.mark.parametrize("event", NoticeEvent)
def test_no_text_has_a_gap_or_a_number_of_a_person_or_a_link_beside_its_pin(event: NoticeEvent) -> None:
    for words in (ONE_WORD, LONG):
        for channel in CHANNELS:
            for sample in told(an_office(words), event, channel):
                text = f"{sample.subject}\n{sample.text}"
                assert not re.search(r"[{}]|None|\n\n\n\n|[^ \n] {2}\S|\. \.|,\s*[.,]|: *\.", text), text
                assert not re.search(r"\d{10,}|\+?62\d{8,}|08\d{8,}", text), text
                assert (event is NoticeEvent.PIN_REISSUED) is bool(re.search(r"\b\d{3} ?\d{3}\b", text)), text
                assert event is not NoticeEvent.PIN_REISSUED or ("http" not in text and LINK not in text)


class _Page(HTMLParser):
    """What a mail program would make of it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: set[str] = set()
        self.words = ""
        self.feed(page)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not any(name.startswith("on") for name, _ in attrs)
        self.links |= {str(value) for name, value in attrs if name == "href"}

    @override
    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize("event", NoticeEvent)
def test_odd_words_are_words_in_the_html_of_a_mail(event: NoticeEvent) -> None:
    for sample in told(an_office(MARKUP), event, NoticeChannel.EMAIL):
        page = _Page(as_html(sample.text, sample.language))
        assert page.tags <= {"html", "meta", "body", "p", "br", "a"}
        assert MARKUP in page.words
        assert all(link in {LINK, "https://elsewhere.example"} for link in page.links), page.links


@pytest.mark.parametrize("language", Language)
def test_each_paper_asked_for_is_a_paragraph_of_a_mail_that_says_its_language(language: Language) -> None:
    sample = next(
        Samples(load_catalogue(), load_messages(), OFFICE, LINK).of(NoticeEvent.RETURNED, NoticeChannel.EMAIL, language)
    )
    page = as_html(sample.text, language)
    assert f'<html lang="{language}">' in page
    papers = [block for block in page.split("<p>") if "<br>\n&nbsp;&nbsp;&nbsp;" in block]
    assert len(papers) == len(re.findall(r"(?m)^\d+\. ", sample.text)) > 1
    assert all(block.count("&nbsp;&nbsp;&nbsp;") == 2 for block in papers)
    assert " ".join(_Page(page).words.replace("\xa0", " ").split()) == " ".join(sample.text.split())


@pytest.mark.parametrize("words", [MARKUP, BROKEN, TURNED])
def test_whatever_an_office_is_called_a_short_text_is_one_line_that_can_be_seen(words: str) -> None:
    for event in NoticeEvent:
        for sample in told(an_office(words), event, NoticeChannel.SMS):
            assert sample.text.isprintable(), sample.text
            assert not re.search(r"\s{2}|[\u202a-\u202e\u2066-\u2069]", sample.text)
            assert sample.subject == ""


@pytest.mark.parametrize("words", WORDS)
def test_a_subject_is_one_line_of_bounded_length(words: str) -> None:
    for event in NoticeEvent:
        for sample in told(an_office(words), event, NoticeChannel.EMAIL):
            assert sample.subject
            assert sample.subject.isprintable()
            assert len(sample.subject) <= 200


@pytest.mark.parametrize("event", [NoticeEvent.RETURNED, NoticeEvent.ANSWER_ENDING])
def test_what_is_missing_is_listed_in_full_with_the_way_to_send_it_and_counted_in_short(event: NoticeEvent) -> None:
    for sample in told(OFFICE, event, NoticeChannel.EMAIL):
        assert len(re.findall(r"^\d+\. ", sample.text, re.MULTILINE)) == MOST_ASKED
        assert LINK in sample.text
        assert re.search(r"lembar sampul|cover sheet", sample.text)
    for sample in told(OFFICE, event, NoticeChannel.SMS):
        assert f"{MOST_ASKED} dokumen" in sample.text or f"{MOST_ASKED} paper(s)" in sample.text
        assert LINK in sample.text


@pytest.mark.parametrize("kind", VerdictKind)
def test_every_judgement_says_why_and_what_to_do(kind: VerdictKind) -> None:
    case = a_case(asked=(ASKED[0].model_copy(update={"reason": kind}),))
    for channel in NoticeChannel:
        values = build_notice_values(
            an_occasion(NoticeEvent.RETURNED, case), channel, OFFICE, load_catalogue(), load_messages()
        )
        (one, *_) = values["items"].split(". ", 1)
        assert one == "1"
        if channel.form is NoticeForm.LONG:
            assert "Alasan: " in values["items"]
            assert "Yang perlu dilakukan: " in values["items"]
