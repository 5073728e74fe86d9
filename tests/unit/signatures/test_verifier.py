"""Signed PDFs as they come, whole and forged: each gets its own word, from the confined child."""

import zlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random

import pytest

from chalicelib.adapters.signatures.checks import NotTakenError, find_faults
from chalicelib.adapters.signatures.verifier import ConfinedPdfVerifier, PdfLimits
from chalicelib.domain.named_pdf import Naming
from chalicelib.domain.signed_pdf import MOST_PDF_BYTES, PdfFault, Signer, Trust
from chalicelib.services.signing_ports import PdfRefusedError
from tests.fakes import EPOCH
from tests.signed_papers import (
    HEAD,
    altered,
    appended,
    authority,
    locked_paper,
    paper,
    person,
    proven,
    signed,
    smuggled,
    trust,
)


@pytest.fixture(scope="module")
def verifier() -> Iterator[ConfinedPdfVerifier]:
    made = ConfinedPdfVerifier()
    yield made
    made.close()


def word(verifier: ConfinedPdfVerifier, pdf: bytes, believed: Trust | None = None) -> tuple[PdfFault, ...]:
    """All that is wrong with it."""
    try:
        verifier.verify(pdf, believed or trust(), EPOCH)
    except PdfRefusedError as refused:
        return refused.faults
    return ()


def test_a_whole_document_of_the_offices_signer_is_taken(verifier: ConfinedPdfVerifier) -> None:
    assert verifier.verify(signed(paper(pages=2)), trust(), EPOCH).pages == 2
    assert word(verifier, signed(signed(), field="TTE-2")) == ()
    assert word(verifier, signed(by=person(rsa_key=True))) == ()
    assert word(verifier, signed() + b"\n") == ()
    assert word(verifier, proven(signed())) == ()


def test_the_child_says_whom_a_document_names(verifier: ConfinedPdfVerifier) -> None:
    numbers = ("3573994503900001", "3573991203100002")

    def naming(pdf: bytes) -> Naming:
        return verifier.verify(pdf, trust(), EPOCH, numbers).naming

    assert naming(signed(paper("No. 3573991203100002"))) is Naming.NAMED
    assert naming(signed(paper("No. 3573994101900077"))) is Naming.ANOTHER
    assert naming(signed()) is Naming.NOT_NAMED
    assert naming(signed(paper(""))) is Naming.NO_TEXT


_F = PdfFault
FORGED: dict[str, tuple[Callable[[], bytes], tuple[PdfFault, ...]]] = {
    "nobody signed": (paper, (_F.NOT_SIGNED,)),
    "a byte was changed": (lambda: altered(signed()), (_F.ALTERED,)),
    "something was added afterwards": (lambda: appended(signed()), (_F.NOT_COVERING_WHOLE_FILE,)),
    "a remark stands behind it": (lambda: signed() + b"% remark\n", (_F.NOT_COVERING_WHOLE_FILE,)),
    "an object stands behind it": (lambda: smuggled(signed()), (_F.NOT_COVERING_WHOLE_FILE,)),
    "it stands there twice": (lambda: signed() * 2, (_F.NOT_COVERING_WHOLE_FILE,)),
    "an object stands behind its proofs": (lambda: smuggled(proven(signed())), (_F.NOT_COVERING_WHOLE_FILE,)),
    "somebody else of the same issuer": (lambda: signed(by=person("Orang Lain")), (_F.SIGNED_BY_ANOTHER,)),
    "the same name, of another issuer": (lambda: signed(by=person(issuer="Otoritas Lain")), (_F.UNKNOWN_ISSUER,)),
    "a stranger of another issuer, and added to": (
        lambda: appended(signed(by=person("Orang Lain", "Otoritas Lain"))),
        (_F.NOT_COVERING_WHOLE_FILE, _F.UNKNOWN_ISSUER, _F.SIGNED_BY_ANOTHER),
    ),
    "the second signature is a stranger's": (
        lambda: signed(signed(), by=person("Orang Lain"), field="TTE-2"),
        (_F.SIGNED_BY_ANOTHER,),
    ),
    "a certificate that has ended": (
        lambda: signed(by=person(until=EPOCH - timedelta(days=1))),
        (_F.EXPIRED_CERTIFICATE,),
    ),
    "cut off": (lambda: signed()[:-600], (_F.DAMAGED,)),
    "a picture": (lambda: b"\xff\xd8\xff\xe0 a picture", (_F.NOT_A_PDF,)),
    "nothing": (lambda: b"", (_F.NOT_A_PDF,)),
    "only the head of a PDF": (lambda: b"%PDF-1.7\n" + bytes(2000), (_F.DAMAGED,)),
    "behind a password": (locked_paper, (_F.ENCRYPTED,)),
    "too long": (lambda: signed(paper(pages=21)), (_F.TOO_MANY_PAGES,)),
    "too large": (lambda: signed() + bytes(MOST_PDF_BYTES), (_F.TOO_LARGE,)),
}  # fmt: skip


@pytest.mark.parametrize("story", FORGED)
def test_a_forged_document_is_refused_with_its_reason(verifier: ConfinedPdfVerifier, story: str) -> None:
    make, faults = FORGED[story]
    assert word(verifier, make()) == faults


def test_a_signer_is_known_by_every_attribute_that_is_named(verifier: ConfinedPdfVerifier) -> None:
    elsewhere = Trust(anchors=authority().pem, signers=(Signer(common_name=HEAD, organization_name="Dinas Lain"),))
    assert word(verifier, signed(), elsewhere) == (_F.SIGNED_BY_ANOTHER,)
    by_name = Trust(anchors=authority("Otoritas Lain").pem + authority().pem, signers=(Signer(common_name=HEAD),))
    assert word(verifier, signed(), by_name) == ()


def test_a_file_that_unpacks_without_end_costs_nobody_else(verifier: ConfinedPdfVerifier) -> None:
    assert word(verifier, _bomb()) == (_F.DAMAGED,)
    assert word(verifier, signed()) == ()
    assert verifier._child is not None
    assert verifier._child.is_filtered


def test_a_file_that_takes_too_long_is_given_up_with_its_child() -> None:
    hasty = ConfinedPdfVerifier(PdfLimits(wall_seconds=0.0))
    try:
        for _ in range(2):
            assert word(hasty, signed()) == (_F.DAMAGED,)
            assert hasty._child is None
    finally:
        hasty.close()


def _bomb() -> bytes:
    """A cross-reference stream of some 300 KB that unpacks to more than the child may have."""
    packer = zlib.compressobj(1)
    packed = b"".join([packer.compress(bytes(1024**2)) for _ in range(300)]) + packer.flush()
    head = b"1 0 obj\n<</Type/XRef/Size 9/W[1 2 1]/Root 2 0 R/Filter/FlateDecode/Length %d>>\nstream\n" % len(packed)
    return b"%PDF-1.7\n" + head + packed + b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"


def test_no_byte_outside_the_signature_itself_may_change() -> None:
    """In this process, so that two hundred files take half a second."""
    sound, chance = signed(), Random(1)  # noqa: S311 - the same in every run
    inside = range(sound.index(b"/Contents <"), sound.index(b">", sound.index(b"/Contents <") + len(b"/Contents <")))
    for _ in range(200):
        place = chance.choice([chance.randrange(inside.start), chance.randrange(inside.stop, len(sound) - 1)])
        changed = sound[:place] + bytes([sound[place] ^ (1 << chance.randrange(8))]) + sound[place + 1 :]
        try:
            faults, _ = find_faults(changed, trust(), EPOCH)
        except NotTakenError:
            continue
        assert faults, place
