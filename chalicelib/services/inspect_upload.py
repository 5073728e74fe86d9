"""Inspect one file: parse the very version that was uploaded, store its page images, write down what was found."""

from dataclasses import dataclass
from hashlib import sha256

from chalicelib.domain.case import Case, Change
from chalicelib.domain.document import Inspection, Page, Upload, UploadState
from chalicelib.domain.events import Job
from chalicelib.domain.finding import Finding, FindingCode, Severity
from chalicelib.domain.intake import Inspected, record_inspection
from chalicelib.services.change_case import change_case
from chalicelib.services.ports import CaseRepository, Clock, Inspector, ObjectStore, Outbox


@dataclass(frozen=True, slots=True)
class InspectUpload:
    """Safe to repeat at any point: page keys are a function of the file, and the verdict settles the job with it."""

    cases: CaseRepository
    outbox: Outbox
    store: ObjectStore
    inspector: Inspector
    clock: Clock

    def __call__(self, job: Job) -> None:
        """Do the job, once. A file whose job is settled or whose version is another is left alone."""
        case = self.cases.get(job.receipt)
        upload = _awaiting(case, job)
        if upload is None:
            self.outbox.settle(job)
            return
        inspected = self._inspect(upload)

        def build(current: Case) -> Change | None:
            waiting = _awaiting(current, job)
            return record_inspection(current, waiting, inspected, self.clock.now(), job.id) if waiting else None

        change_case(self.cases, job.receipt, build)

    def _inspect(self, upload: Upload) -> Inspected:
        data = self.store.read_upload(upload.key, upload.version_id or "")
        if data is None:  # deleted behind our back: refused, or its case would wait for ever
            return _refuse(upload, FindingCode.INSPECTION_FAILED)
        mismatch = _find_mismatch(upload, data)
        if mismatch is not None:
            return _refuse(upload, mismatch)
        inspection = self._parse(upload, data)
        return Inspected(inspection.detected_type, self._store_pages(upload, inspection), inspection.findings)

    def _parse(self, upload: Upload, data: bytes) -> Inspection:
        if upload.media_type is None:
            raise ValueError("a page of a posted scan is made by the scan worker")
        inspection = self.inspector.inspect(data, upload.media_type)
        findings = tuple(finding.model_copy(update={"where": upload.slot}) for finding in inspection.findings)
        return inspection.model_copy(update={"findings": findings})

    def _store_pages(self, upload: Upload, inspection: Inspection) -> tuple[Page, ...]:
        pages = []
        for page in inspection.pages:
            key = upload.key.replace("/uploads/", "/pages/", 1) + f"/{page.number:03d}.jpg"
            self.store.store_page(key, page.jpeg)
            pages.append(Page(number=page.number, key=key, width=page.width, height=page.height))
        return tuple(pages)


def _awaiting(case: Case, job: Job) -> Upload | None:
    upload = case.upload(job.upload_id or "")
    if upload is None or upload.state is not UploadState.INSPECTING or upload.version_id != job.object_version:
        return None
    return upload


def _refuse(upload: Upload, code: FindingCode) -> Inspected:
    return Inspected(None, (), (Finding(code=code, severity=Severity.BLOCKING, where=upload.slot),))


def _find_mismatch(upload: Upload, data: bytes) -> FindingCode | None:
    if len(data) != upload.size:
        return FindingCode.SIZE_DIFFERS
    if upload.sha256 is not None and sha256(data).hexdigest() != upload.sha256:
        return FindingCode.CHECKSUM_DIFFERS
    return None
