"""A signature service of this machine with an authority of its own, made on first use: for trying, and for tests.

Its certificates are nobody's in law. `make run` has the office believe them, no deployment does.
"""

import json
import os
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from chalicelib.domain.identifiers import Nik
from chalicelib.domain.signed_pdf import SignatureFault, Signer, SignerStatus, Stamp, Trust
from chalicelib.services.ports import Clock
from chalicelib.services.signing_ports import SignatureRefusedError

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner

NAME: Final = "Loket: otoritas coba"
LIFE: Final = timedelta(days=3650)
_USES: Final = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip
_FIELD: Final = "TandaTangan"


class LocalAuthority:
    """Keys lie in `folder`, readable by its owner alone, those of signers behind their passphrase."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        """The authority is made where there is none yet."""
        self._folder = folder
        self._clock = clock
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self._path("authority.pem").exists():
            self._make_authority()

    def enrol(self, nik: Nik, name: str, organization: str, passphrase: SecretStr, until: datetime) -> None:
        """Give somebody a certificate; whoever has one already gets another."""
        key = ec.generate_private_key(ec.SECP256R1())
        issuer, issuer_key = self._authority()
        made = _begun(_named(name, organization), issuer.subject, key, self._clock.now() - timedelta(days=1), until)
        made = made.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        made = made.add_extension(_usage("digital_signature", "content_commitment"), critical=True)
        secret = BestAvailableEncryption(passphrase.get_secret_value().encode())
        person = {
            "name": name, "organization": organization, "key": _pem(key, secret),
            "certificate": made.sign(issuer_key, hashes.SHA256()).public_bytes(Encoding.PEM).decode(),
        }  # fmt: skip
        self._write("people.json", json.dumps(self._people() | {str(nik): person}))

    def trust(self) -> Trust:
        """What an office that believes this authority says of it: all whom it knows sign for the office."""
        people = self._people().values()
        signers = tuple(Signer(common_name=one["name"], organization_name=one["organization"]) for one in people)
        return Trust(anchors=self._path("authority.pem").read_text("ascii"), signers=signers)

    def status(self, nik: Nik) -> SignerStatus:
        """As its certificate stands now."""
        person = self._people().get(str(nik))
        if person is None:
            return SignerStatus.UNKNOWN
        ends = x509.load_pem_x509_certificate(person["certificate"].encode()).not_valid_after_utc
        return SignerStatus.ACTIVE if self._clock.now() <= ends else SignerStatus.EXPIRED

    def sign(self, pdf: bytes, nik: Nik, passphrase: SecretStr, stamp: Stamp | None = None) -> bytes:
        """A PAdES signature over the whole of it (baseline B, without timestamp)."""
        status = self.status(nik)
        if status is not SignerStatus.ACTIVE:
            is_unknown = status is SignerStatus.UNKNOWN
            raise SignatureRefusedError(SignatureFault.UNKNOWN_SIGNER if is_unknown else SignatureFault.NO_CERTIFICATE)
        person = self._people()[str(nik)]
        return _signed(pdf, self._signer(person, passphrase), stamp, person["name"])

    def is_sound(self, pdf: bytes) -> bool:
        """Checked here and now, not in a child: only for what this machine's own people try."""
        from chalicelib.adapters.signatures.checks import NotTakenError, find_faults  # noqa: PLC0415 - pyHanko is slow

        try:
            return not find_faults(pdf, self.trust(), self._clock.now())[0]
        except NotTakenError:
            return False

    def _signer(self, person: dict[str, str], passphrase: SecretStr) -> "SimpleSigner":
        from asn1crypto import keys  # noqa: PLC0415 - pyHanko is slow
        from asn1crypto import x509 as asn1  # noqa: PLC0415 - the same
        from pyhanko.sign.signers import SimpleSigner  # noqa: PLC0415 - the same
        from pyhanko_certvalidator.registry import SimpleCertificateStore  # noqa: PLC0415 - the same

        try:
            key = load_pem_private_key(person["key"].encode(), passphrase.get_secret_value().encode())
        except ValueError:
            raise SignatureRefusedError(SignatureFault.WRONG_PASSPHRASE) from None
        known: Any = SimpleCertificateStore
        der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        certificate = x509.load_pem_x509_certificate(person["certificate"].encode()).public_bytes(Encoding.DER)
        return SimpleSigner(
            signing_cert=asn1.Certificate.load(certificate), signing_key=keys.PrivateKeyInfo.load(der),
            cert_registry=known(),
        )  # fmt: skip

    def _make_authority(self) -> None:
        key, now = ec.generate_private_key(ec.SECP256R1()), self._clock.now()
        name = _named(NAME, "Loket")
        made = _begun(name, name, key, now - timedelta(days=1), now + LIFE)
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        made = made.add_extension(_usage("key_cert_sign", "crl_sign"), critical=True)
        self._write("authority.key.pem", _pem(key, NoEncryption()))
        self._write("authority.pem", made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM).decode())

    def _authority(self) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
        key = load_pem_private_key(self._path("authority.key.pem").read_bytes(), None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError("not a key of this authority")
        return x509.load_pem_x509_certificate(self._path("authority.pem").read_bytes()), key

    def _people(self) -> dict[str, dict[str, str]]:
        path = self._path("people.json")
        return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {}

    def _path(self, name: str) -> Path:
        return self._folder / name

    def _write(self, name: str, text: str) -> None:
        fresh = self._path(f"{name}.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(text, "utf-8")
        fresh.replace(self._path(name))


def _signed(pdf: bytes, signer: "SimpleSigner", stamp: Stamp | None, name: str) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415 - pyHanko is slow
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415 - the same
    from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter  # noqa: PLC0415 - the same
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner  # noqa: PLC0415 - the same

    asked = PdfSignatureMetadata(field_name=_FIELD, subfilter=SigSeedSubFilter.PADES)
    spec = SigFieldSpec(_FIELD, on_page=stamp.page - 1, box=_box(stamp)) if stamp else SigFieldSpec(_FIELD)
    try:
        made = PdfSigner(asked, signer, stamp_style=_style(stamp), new_field_spec=spec)
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        return bytes(made.sign_pdf(writer, appearance_text_params={"name": name}).getvalue())
    except (PdfError, ValueError):
        raise SignatureRefusedError(SignatureFault.NOT_SIGNABLE) from None


def _style(stamp: Stamp | None) -> Any:  # noqa: ANN401 - pyHanko's own, which is imported late
    from pyhanko.stamp import TextStampStyle  # noqa: PLC0415 - pyHanko is slow

    link = f"\n{stamp.link}" if stamp and stamp.link else ""
    return TextStampStyle(stamp_text=f"Ditandatangani secara elektronik\n%(name)s{link.replace('%', '%%')}")


def _box(stamp: Stamp) -> tuple[int, int, int, int]:
    return stamp.x, stamp.y, stamp.x + stamp.width, stamp.y + stamp.height


def _pem(key: ec.EllipticCurvePrivateKey, secret: KeySerializationEncryption) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, secret).decode()


def _named(name: str, organization: str) -> x509.Name:
    parts = {NameOID.COUNTRY_NAME: "ID", NameOID.ORGANIZATION_NAME: organization, NameOID.COMMON_NAME: name}
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in parts.items()])


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, since: datetime, until: datetime
) -> x509.CertificateBuilder:
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(since).not_valid_after(until)
    return made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)


def _usage(*wanted: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{name: name in wanted for name in _USES})
