"""What every signature service promises: one of this machine, and BSrE's shape over HTTP."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from pydantic import SecretStr

from chalicelib.adapters.signatures.bsre import BsreAccount, BsreSignatures
from chalicelib.adapters.signatures.local_ca import LocalAuthority
from chalicelib.adapters.signatures.verifier import ConfinedPdfVerifier
from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.identifiers import Nik
from chalicelib.domain.signed_pdf import SignatureFault, SignerStatus, Stamp
from chalicelib.services.ports import UnknownOutcomeError
from chalicelib.services.signing_ports import ElectronicSignature, SignatureRefusedError
from tests.bsre_double import BsreDouble, serve
from tests.fakes import FakeClock
from tests.signed_papers import altered, paper

HEAD: Final = Nik.parse("3573994503700001")
ENDED: Final = Nik.parse("3573994503700002")
NOBODY: Final = Nik.parse("3573994503700003")
PASSPHRASE: Final = SecretStr("Kalimat Rahasia Kepala 1")
STAMP: Final = Stamp(page=1, x=40, y=40, width=160, height=60, link="https://loket.example/cek")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> LocalAuthority:
    clock = FakeClock()
    made = LocalAuthority(tmp_path_factory.mktemp("authority"), clock)
    now = clock.now()
    made.enrol(HEAD, "Kepala Dinas Contoh", "Dispendukcapil Contoh", PASSPHRASE, now + timedelta(days=365))
    made.enrol(ENDED, "Kepala Dinas Lama", "Dispendukcapil Contoh", PASSPHRASE, now - timedelta(hours=1))
    return made


@pytest.fixture
def double(authority: LocalAuthority) -> Iterator[BsreDouble]:
    with serve(authority) as server:
        yield server


@pytest.fixture(params=["local", "bsre"])
def service(request: pytest.FixtureRequest, authority: LocalAuthority) -> ElectronicSignature:
    if request.param == "local":
        return authority
    return BsreSignatures(request.getfixturevalue("double").account)


@pytest.fixture(scope="module")
def verifier() -> Iterator[ConfinedPdfVerifier]:
    made = ConfinedPdfVerifier()
    yield made
    made.close()


@pytest.mark.parametrize("stamp", [None, STAMP], ids=["invisible", "visible"])
def test_what_it_signs_is_taken_by_an_office_that_believes_it(
    service: ElectronicSignature, authority: LocalAuthority, verifier: ConfinedPdfVerifier, stamp: Stamp | None
) -> None:
    signed = service.sign(paper(), HEAD, PASSPHRASE, stamp)
    assert signed.startswith(paper())
    assert verifier.verify(signed, authority.trust(), FakeClock().now()).pages == 1
    assert service.is_sound(signed)
    assert not service.is_sound(altered(signed))
    assert not service.is_sound(paper())
    assert (b"Ditandatangani secara elektronik" in signed) == (stamp is not None)


@pytest.mark.parametrize(
    ("nik", "passphrase", "pdf", "fault"),
    [
        (HEAD, SecretStr("salah"), paper(), SignatureFault.WRONG_PASSPHRASE),
        (NOBODY, PASSPHRASE, paper(), SignatureFault.UNKNOWN_SIGNER),
        (ENDED, PASSPHRASE, paper(), SignatureFault.NO_CERTIFICATE),
        (HEAD, PASSPHRASE, b"no PDF at all", SignatureFault.NOT_SIGNABLE),
    ],
    ids=["passphrase", "nobody", "ended", "no PDF"],
)
def test_what_it_does_not_sign_has_a_reason_and_names_nobody(
    service: ElectronicSignature, nik: Nik, passphrase: SecretStr, pdf: bytes, fault: SignatureFault
) -> None:
    with pytest.raises(SignatureRefusedError) as refused:
        service.sign(pdf, nik, passphrase)
    assert refused.value.fault is fault
    assert str(nik) not in repr(refused.value)


def test_it_says_who_can_sign(service: ElectronicSignature) -> None:
    found = [service.status(nik) for nik in (HEAD, ENDED, NOBODY)]
    assert found == [SignerStatus.ACTIVE, SignerStatus.EXPIRED, SignerStatus.UNKNOWN]


def test_bsre_is_asked_in_its_own_words(double: BsreDouble) -> None:
    BsreSignatures(double.account).sign(paper(), HEAD, PASSPHRASE, STAMP)
    ((path, fields),) = double.asked
    assert path == "/api/sign/pdf"
    told = {name: value.decode() for name, value in fields.items() if name != "file"}
    assert told == {
        "nik": str(HEAD), "passphrase": PASSPHRASE.get_secret_value(), "tampilan": "visible", "image": "false",
        "linkQR": STAMP.link, "page": "1", "xAxis": "40", "yAxis": "40", "width": "160", "height": "60",
    }  # fmt: skip
    assert fields["file"] == paper()


@pytest.mark.parametrize("mood", ["broken", "strange", "silent"])
def test_an_outcome_that_nobody_knows_is_no_signature(
    double: BsreDouble, mood: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    double.mood = mood
    service = BsreSignatures(double.account, read_seconds=0.3)
    with pytest.raises(UnknownOutcomeError) as unknown:
        service.sign(paper(), HEAD, PASSPHRASE)
    assert len(double.asked) == 1
    if mood == "strange":
        assert service.status(HEAD) is SignerStatus.NOT_YET
    else:
        _asks_in_vain(service)
    told = f"{unknown.value!r} {unknown.value.__cause__!r} {caplog.text}"
    assert str(HEAD) not in told
    assert PASSPHRASE.get_secret_value() not in told


def _asks_in_vain(service: ElectronicSignature) -> None:
    with pytest.raises(UnavailableError):
        service.status(HEAD)


def test_a_service_that_is_not_there_signed_nothing(double: BsreDouble, tmp_path: Path) -> None:
    gone = BsreSignatures(BsreAccount("http://127.0.0.1:9", "kantor", SecretStr("x")))
    for ask in (lambda: gone.sign(paper(), HEAD, PASSPHRASE), lambda: gone.status(HEAD), lambda: gone.is_sound(b"")):
        with pytest.raises(UnavailableError) as missing:
            ask()
        assert str(HEAD) not in f"{missing.value!r} {missing.value.__cause__!r}"
    stranger = BsreSignatures(BsreAccount(double.account.address, "kantor", SecretStr("salah")))
    with pytest.raises(SignatureRefusedError):
        stranger.sign(paper(), HEAD, PASSPHRASE)
    assert LocalAuthority(tmp_path, FakeClock()).status(HEAD) is SignerStatus.UNKNOWN
