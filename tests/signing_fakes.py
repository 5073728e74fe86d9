"""Fakes of the ports of signing."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from pydantic import SecretStr

from chalicelib.domain.errors import NotFoundError, StaleVersionError
from chalicelib.domain.identifiers import Nik, ReceiptNumber
from chalicelib.domain.named_pdf import CheckedPdf, Naming, look_for
from chalicelib.domain.signed_pdf import Keeper, PdfFault, SignatureFault, Signer, SignerStatus, Stamp, Trust
from chalicelib.domain.signing import SigningBatch
from chalicelib.services.batching import BatchPage
from chalicelib.services.printing_ports import Press, Pressed, PressedBeforeError
from chalicelib.services.signing_ports import DocumentTakenError, PdfRefusedError, SignatureRefusedError
from tests.batch_lists import list_batches

PARTITION: Final = "3573#SIGNING"


class FakeSigningLedger:
    """Batches and days in memory; `keepers` are those of the cases beside."""

    def __init__(self, keepers: Mapping[str, Keeper] | None = None) -> None:
        self.keepers = keepers if keepers is not None else {}
        self.batches: dict[str, SigningBatch] = {}
        self.documents: dict[tuple[str, str], str] = {}
        self.presses: dict[str, Pressed] = {}

    def open_batch(self, batch: SigningBatch, press: Press) -> SigningBatch:
        if press.digest in self.presses:
            raise PressedBeforeError
        taken = [place for place, line in enumerate(batch.lines) if (line.receipt, line.product) in self.documents]
        if taken or batch.id in self.batches:
            raise DocumentTakenError(taken)
        self.documents.update({(line.receipt, line.product): batch.id for line in batch.lines})
        self.batches[batch.id] = batch.model_copy(update={"version": 1})
        self.presses[press.digest] = Pressed(press.request_digest, batch.id)
        return self.batches[batch.id]

    def find_press(self, digest: str) -> Pressed | None:
        return self.presses.get(digest)

    def list_taken(self) -> Collection[tuple[str, str]]:
        return {(str(receipt), product) for receipt, product in self.documents}

    def get_batch(self, batch: str) -> SigningBatch:
        if batch not in self.batches:
            raise NotFoundError
        return self.batches[batch]

    def list_batches(self, limit: int, cursor: str | None = None) -> BatchPage[SigningBatch]:
        return list_batches(self.batches, PARTITION, limit, cursor)

    def save_batch(self, batch: SigningBatch, released: Sequence[tuple[ReceiptNumber, str]] = ()) -> SigningBatch:
        if self.batches[batch.id].version != batch.version:
            raise StaleVersionError
        for document in released:
            self.documents.pop(document, None)
        self.batches[batch.id] = batch.model_copy(update={"version": batch.version + 1})
        return self.batches[batch.id]

    def find_keeper(self, sha256: str) -> Keeper | None:
        return self.keepers.get(sha256)


class FakePdfVerifier:
    """Believes that a file is what its first words say: `%PDF signed`, or `%PDF` and the faults that it has.

    Its text is what stands behind the bar; with nothing there it names whoever is looked for.
    """

    def verify(
        self,
        pdf: bytes,
        trust: Trust,  # noqa: ARG002 - the port's own
        now: datetime,  # noqa: ARG002 - the same
        numbers: Collection[str] = (),
    ) -> CheckedPdf:
        told, _, text = pdf.decode("latin-1").partition("|")
        head, *faults = told.split()
        if head != "%PDF":
            raise PdfRefusedError((PdfFault.NOT_A_PDF,))
        if faults != ["signed"]:
            raise PdfRefusedError([PdfFault(fault) for fault in faults] or [PdfFault.NOT_SIGNED])
        return CheckedPdf(1, look_for(text, numbers) if text else Naming.NAMED)


class FakeTrustStore:
    """One signer, until it is taken away."""

    def __init__(self) -> None:
        self.trust: Trust | None = Trust(anchors="made up", signers=(Signer(common_name="Kepala Dinas Contoh"),))

    def read(self) -> Trust | None:
        return self.trust


class FakeSignedDocuments:
    """Documents by key, each put once."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def keep(self, key: str, pdf: bytes) -> str:
        self.kept.setdefault(key, pdf)
        return "version-1"

    def link(self, key: str, version_id: str, name: str, seconds: int) -> str:
        return f"https://pages.example/{key}?version={version_id}&name={name}&seconds={seconds}"


PASSPHRASE: Final = "kalimat sandi yang benar"


class FakeSignatures:
    """Signs what the fake verifier believes; `error` is what it raises instead. `asked`: how often it was."""

    def __init__(self) -> None:
        self.asked = 0
        self.error: Exception | None = None

    def status(self, nik: Nik) -> SignerStatus:  # noqa: ARG002 - the port's own
        return SignerStatus.ACTIVE

    def sign(self, pdf: bytes, nik: Nik, passphrase: SecretStr, stamp: Stamp | None = None) -> bytes:  # noqa: ARG002
        self.asked += 1
        if self.error is not None:
            raise self.error
        if passphrase.get_secret_value() != PASSPHRASE:
            raise SignatureRefusedError(SignatureFault.WRONG_PASSPHRASE)
        return b"%PDF signed|" + str(self.asked).encode() + pdf

    def is_sound(self, pdf: bytes) -> bool:
        return pdf.startswith(b"%PDF signed|")
