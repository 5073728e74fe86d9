"""Inspect one file: parse the very version that was uploaded, store its page images, ask for the scanner's word."""

from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import Final

from chalicelib.domain.case import Case, Change
from chalicelib.domain.document import Inspection, Page, Upload, UploadState, thumbnail_key
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.events import Job
from chalicelib.domain.finding import Finding, FindingCode, Severity, told_in
from chalicelib.domain.identifiers import InvalidIdentifierError, ReceiptNumber
from chalicelib.domain.intake import Inspected, record_inspection, record_rescan_asked
from chalicelib.domain.malware import malware_finding
from chalicelib.services.change_case import change_case
from chalicelib.services.checklists import Checklists
from chalicelib.services.ports import (
    CaseRepository,
    Clock,
    Inspector,
    MalwareScanner,
    ObjectStore,
    Outbox,
    UnreachedList,
)

SILENCE: Final = timedelta(minutes=30)
"""After so long without a word the scanner is asked again, and after as long once more a person is told."""

KEY_PARTS: Final = 4


@dataclass(frozen=True, slots=True)
class InspectUpload:
    """Safe to repeat at any point: page keys are a function of the file, and the last word settles the job with it.

    A job whose scanner is silent stays in the outbox; the sweeper brings it again until there is a word.
    """

    cases: CaseRepository
    outbox: Outbox
    store: ObjectStore
    inspector: Inspector
    scanner: MalwareScanner
    checklists: Checklists
    overdue: UnreachedList
    clock: Clock

    def __call__(self, job: Job) -> None:
        """Do the job, as far as can be. A file whose job is settled or whose version is another is left alone."""
        case = self.cases.get(job.receipt)
        upload = _awaiting(case, job.upload_id or "", job.object_version or "")
        if upload is None:
            self.overdue.remove(job.receipt, job.id)
            self.outbox.settle(job)
            return
        inspected = _known(upload) if upload.parsed else self._inspect(case, upload)
        after = self._record(job.receipt, upload, inspected, job.id) or case
        waiting = _awaiting(after, upload.id, upload.version_id or "")
        if waiting is not None and not upload.parsed:  # the word may have come while the pages were written down
            after = self._record(job.receipt, waiting, _known(waiting), job.id) or after
            waiting = _awaiting(after, upload.id, upload.version_id or "")
        if waiting is not None:
            self._wait(job, waiting)
        elif upload.rescan_asked_at is not None:
            self.overdue.remove(job.receipt, job.id)

    def note_scan(self, key: str, version_id: str) -> None:
        """The scanner has said something of a file. Its word is asked for, not taken from whoever brings the news.

        A file that is not parsed yet is left to its inspection, which asks by itself.
        """
        parts = key.split("/")
        if len(parts) != KEY_PARTS:
            return
        try:
            receipt = ReceiptNumber.parse(parts[2])
            upload = _awaiting(self.cases.get(receipt), parts[3], version_id)
        except (InvalidIdentifierError, NotFoundError):
            return
        if upload is not None and upload.key == key and upload.parsed:
            self._record(receipt, upload, _known(upload), "")

    def _record(self, receipt: ReceiptNumber, upload: Upload, inspected: Inspected, job_id: str) -> Case | None:
        """One move; None where nothing new is known."""
        whole = inspected if inspected.is_refused else self._with_verdict(upload, inspected)
        if upload.parsed and not whole.is_settled:
            return None

        def build(current: Case) -> Change | None:
            waiting = _awaiting(current, upload.id, upload.version_id or "")
            return record_inspection(current, waiting, whole, self.clock.now(), job_id) if waiting else None

        return change_case(self.cases, receipt, build)

    def _with_verdict(self, upload: Upload, inspected: Inspected) -> Inspected:
        verdict = self.scanner.verdict(upload.key, upload.version_id or "")
        finding = malware_finding(verdict, upload.slot)
        findings = (*inspected.findings, *((finding,) if finding else ()))
        return replace(inspected, malware=verdict, findings=findings)

    def _wait(self, job: Job, upload: Upload) -> None:
        now = self.clock.now()
        if upload.rescan_asked_at is not None:
            overdue_at = upload.rescan_asked_at + SILENCE
            if now >= overdue_at:
                self.overdue.add(job, {}, overdue_at)
        elif now >= job.created_at + SILENCE:
            self.scanner.ask_again(upload.key, upload.version_id or "")
            change_case(self.cases, job.receipt, lambda case: self._asked(case, upload))

    def _asked(self, case: Case, upload: Upload) -> Change | None:
        waiting = _awaiting(case, upload.id, upload.version_id or "")
        return record_rescan_asked(case, waiting, self.clock.now()) if waiting else None

    def _inspect(self, case: Case, upload: Upload) -> Inspected:
        data = self.store.read_upload(upload.key, upload.version_id or "")
        if data is None:  # deleted behind our back: refused, or its case would wait for ever
            return _refuse(upload, FindingCode.INSPECTION_FAILED)
        mismatch = _find_mismatch(upload, data)
        if mismatch is not None:
            return _refuse(upload, mismatch)
        if upload.scan is not None:
            raise ValueError("a page of a posted scan is made by the scan worker")
        inspection = self.inspector.inspect(data, upload.media_type)
        slot = self.checklists.of(case).find_slot(upload.slot)
        told = slot.told(inspection.findings) if slot else told_in(upload.slot, inspection.findings)
        pages = () if inspection.is_refused else self._store_pages(upload, inspection)
        return Inspected(inspection.detected_type, pages, told)

    def _store_pages(self, upload: Upload, inspection: Inspection) -> tuple[Page, ...]:
        pages = []
        folder = _page_folder(upload)
        for page in inspection.pages:
            key = f"{folder}/{page.number:03d}.jpg"
            thumbnail = thumbnail_key(key)
            self.store.store_page(key, page.jpeg)
            self.store.store_page(thumbnail, page.thumbnail)
            pages.append(
                Page(
                    number=page.number,
                    key=key,
                    thumbnail=thumbnail,
                    width=page.width,
                    height=page.height,
                    has_code=page.has_code,
                )
            )
        return tuple(pages)


def _page_folder(upload: Upload) -> str:
    """Of one version alone: a worker that is late with another writes nothing over its pages."""
    version = sha256((upload.version_id or "").encode()).hexdigest()[:16]
    return upload.key.replace("/uploads/", "/pages/", 1) + f"/{version}"


def _awaiting(case: Case, upload_id: str, version_id: str) -> Upload | None:
    upload = case.upload(upload_id)
    if upload is None or upload.state is not UploadState.INSPECTING or upload.version_id != version_id:
        return None
    return upload


def _known(upload: Upload) -> Inspected:
    """What an earlier turn wrote down."""
    return Inspected(upload.detected_type, upload.pages, upload.findings)


def _refuse(upload: Upload, code: FindingCode) -> Inspected:
    return Inspected(None, (), (Finding(code=code, severity=Severity.BLOCKING, where=upload.slot),))


def _find_mismatch(upload: Upload, data: bytes) -> FindingCode | None:
    if len(data) != upload.size:
        return FindingCode.SIZE_DIFFERS
    if upload.sha256 is not None and sha256(data).hexdigest() != upload.sha256:
        return FindingCode.CHECKSUM_DIFFERS
    return None
