"""PDFs signed for real: a made-up authority, its signers, and what forgers do to their documents."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any, Final

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from fpdf import FPDF
from fpdf.enums import EncryptionMethod
from pyhanko.pdf_utils.generic import NameObject, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

from chalicelib.domain.signed_pdf import Signer, Trust
from tests.fakes import EPOCH

HEAD: Final = "Kepala Dinas Contoh"
OFFICE_NAME: Final = "Dispendukcapil Contoh"
LIFE: Final = timedelta(days=365)


Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Identity:
    """Somebody with a key and a certificate."""

    key: Key
    certificate: x509.Certificate

    @property
    def pem(self) -> str:
        """The certificate alone."""
        return self.certificate.public_bytes(Encoding.PEM).decode()


def authority(name: str = "Otoritas Contoh") -> Identity:
    """One that issues certificates."""
    return _authority(name)


@cache  # of what was passed, so that a default makes no second one
def _authority(name: str) -> Identity:
    key = ec.generate_private_key(ec.SECP256R1())
    made = (
        _begun(_named(name), _named(name), key, EPOCH - LIFE, EPOCH + 10 * LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return Identity(key, made.sign(key, hashes.SHA256()))


def person(
    name: str = HEAD, issuer: str = "Otoritas Contoh", until: datetime = EPOCH + LIFE, *, rsa_key: bool = False
) -> Identity:
    """Somebody whom an authority vouches for."""
    return _person(name, issuer, until, rsa_key)


@cache
def _person(name: str, issuer: str, until: datetime, rsa_key: bool) -> Identity:  # noqa: FBT001 - of the one above
    ca, key = authority(issuer), _rsa_key() if rsa_key else ec.generate_private_key(ec.SECP256R1())
    made = (
        _begun(_named(name), ca.certificate.subject, key, EPOCH - LIFE, until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True, content_commitment=True), critical=True)
    )
    return Identity(key, made.sign(ca.key, hashes.SHA256()))


@cache
def trust() -> Trust:
    """The office believes one authority, and has one signer."""
    return Trust(anchors=authority().pem, signers=(Signer(common_name=HEAD, organization_name=OFFICE_NAME),))


@cache
def paper(text: str = "Kartu Keluarga", pages: int = 1) -> bytes:
    """A PDF nobody has signed."""
    made = FPDF()
    made.set_creation_date(EPOCH)
    made.set_font("helvetica")
    for _ in range(pages):
        made.add_page()
        if text:
            made.cell(text=text)
    return bytes(made.output())


def locked_paper() -> bytes:
    """One that opens with a password alone."""
    made = FPDF()
    made.set_encryption(owner_password="rahasia", user_password="rahasia", encryption_method=EncryptionMethod.AES_256)
    made.add_page()
    return bytes(made.output())


def signed(pdf: bytes | None = None, by: Identity | None = None, field: str = "TTE") -> bytes:
    """With a PAdES signature over the whole of it."""
    writer = IncrementalPdfFileWriter(BytesIO(paper() if pdf is None else pdf))
    asked = signers.PdfSignatureMetadata(field_name=field, subfilter=fields.SigSeedSubFilter.PADES)
    done = signers.sign_pdf(writer, asked, signer=_signer(by or person()), in_place=False)
    return bytes(done.getvalue())


def appended(pdf: bytes) -> bytes:
    """The same with another revision behind the signature."""
    writer: Any = IncrementalPdfFileWriter(BytesIO(pdf))
    writer.root[NameObject("/Lang")] = pdf_string("id")
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def proven(pdf: bytes) -> bytes:
    """The same with a revision behind the signature that holds proofs for later, as PAdES foresees (B-LT)."""
    out = BytesIO(pdf)
    ca = asn1_x509.Certificate.load(authority().certificate.public_bytes(Encoding.DER))
    signature = PdfFileReader(out).embedded_regular_signatures[-1]
    DocumentSecurityStore.add_dss(out, sig_contents=signature.pkcs7_content, certs=[ca])
    return out.getvalue()


def smuggled(pdf: bytes) -> bytes:
    """The same with an object behind it that no cross-reference leads to; readers that mend files may find it."""
    return pdf + b"3 0 obj\n<<>>\nendobj\n" + pdf[pdf.rindex(b"startxref") :]


def altered(pdf: bytes) -> bytes:
    """The same with one byte of its first page changed, and nothing said."""
    place = pdf.index(b"/MediaBox") + len(b"/MediaBox [0 0 ")
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


def _signer(identity: Identity) -> signers.SimpleSigner:
    known: Any = SimpleCertificateStore
    key = identity.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    certificate = asn1_x509.Certificate.load(identity.certificate.public_bytes(Encoding.DER))
    return signers.SimpleSigner(
        signing_cert=certificate, signing_key=asn1_keys.PrivateKeyInfo.load(key), cert_registry=known()
    )


def _named(name: str) -> x509.Name:
    parts = {NameOID.COUNTRY_NAME: "ID", NameOID.ORGANIZATION_NAME: OFFICE_NAME, NameOID.COMMON_NAME: name}
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in parts.items()])


def _begun(
    subject: x509.Name, issuer: x509.Name, key: Key, since: datetime, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
    )


def _usage(**wanted: bool) -> x509.KeyUsage:
    names = ["digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"]
    names += ["key_cert_sign", "crl_sign", "encipher_only", "decipher_only"]
    return x509.KeyUsage(**{name: wanted.get(name, False) for name in names})


def _rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)
