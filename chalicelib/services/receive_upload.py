"""Files of a resident: make room for one, note that it came, take it back."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.access import Visitor
from chalicelib.domain.case import Case, Change
from chalicelib.domain.checklist import Way
from chalicelib.domain.document import MAX_UPLOAD_BYTES, MediaType, Upload, UploadState
from chalicelib.domain.errors import Fault, InvalidRequestError, NotFoundError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.intake import keep_upload, record_arrival, request_upload, withdraw_upload
from chalicelib.services.change_case import change_case, must_be_theirs
from chalicelib.services.checklists import Checklists
from chalicelib.services.ports import CaseRepository, Clock, Ids, ObjectStore, PostForm

SCRIPT_SECONDS = 300
PLAIN_FORM_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class FileOffer:
    """A file that a resident wants to send: size in bytes, SHA-256 in hex where the client can compute it.

    A form without script knows neither type nor size.
    """

    slot: str
    media_type: MediaType | None = None
    size: int | None = None
    sha256: str | None = None
    plain_form: bool = False
    redirect: str | None = None


@dataclass(frozen=True, slots=True)
class Granted:
    """Room for one file: the upload's id and the form to send it with."""

    case: Case
    upload: Upload
    form: PostForm


@dataclass(frozen=True, slots=True)
class ReceiveUpload:
    """Each call is one read and one transaction; `complete` and `note_arrival` ask the bucket besides."""

    cases: CaseRepository
    store: ObjectStore
    checklists: Checklists
    clock: Clock
    ids: Ids

    def request(self, visitor: Visitor, offer: FileOffer) -> Granted:
        """Raises InvalidRequestError with every fault of the offer, TransitionRefusedError once it is handed in."""
        upload_id = self.ids.new_id()
        now = self.clock.now()

        def build(case: Case) -> Change | None:
            nonlocal upload_id
            must_be_theirs(case, visitor)
            self._check_slot(case, offer)
            if room := _room_of(case, offer, now):
                upload_id = room.id
                return None
            key = self._key(case.receipt, upload_id)
            return request_upload(case, _new_upload(case, upload_id, key, offer, now), now)

        case = change_case(self.cases, visitor.receipt, build)
        upload = _find(case, upload_id)
        seconds = PLAIN_FORM_SECONDS if offer.plain_form else SCRIPT_SECONDS
        form = self.store.presign_upload(
            upload.key, offer.media_type, offer.size, offer.sha256, seconds, now, offer.redirect
        )
        return Granted(case, upload, form)

    def complete(self, visitor: Visitor, upload_id: str) -> tuple[Case, Upload]:
        """Bind the upload to the object that came. Raises NotFoundError, InvalidRequestError while nothing has come."""
        arrival = self.store.describe_upload(self._key(visitor.receipt, upload_id))
        now = self.clock.now()

        def build(case: Case) -> Change | None:
            must_be_theirs(case, visitor)
            upload = _find(case, upload_id)
            if upload.state is not UploadState.EXPECTED or arrival is None:
                return None
            return record_arrival(case, upload, arrival, now)

        case = change_case(self.cases, visitor.receipt, build)
        upload = _find(case, upload_id)
        if upload.state is UploadState.EXPECTED:
            raise InvalidRequestError([Fault("upload", "not_arrived")])
        return case, upload

    def note_arrival(self, receipt: ReceiptNumber, upload_id: str, key: str) -> Case:
        """The same on the word of the bucket's event; a second word changes nothing. Raises NotFoundError."""
        arrival = self.store.describe_upload(key)
        now = self.clock.now()

        def build(case: Case) -> Change | None:
            upload = _find(case, upload_id)
            if arrival is None or upload.key != key:
                return None
            return record_arrival(case, upload, arrival, now)

        return change_case(self.cases, receipt, build)

    def withdraw(self, visitor: Visitor, upload_id: str) -> Case:
        """Take one file back. Raises NotFoundError, TransitionRefusedError once the application is handed in."""

        def build(case: Case) -> Change | None:
            must_be_theirs(case, visitor)
            return withdraw_upload(case, _find(case, upload_id), self.clock.now())

        return change_case(self.cases, visitor.receipt, build)

    def keep(self, visitor: Visitor, upload_id: str) -> tuple[Case, Upload]:
        """Send one as it is. Raises NotFoundError, TransitionRefusedError once the application is handed in."""

        def build(case: Case) -> Change | None:
            must_be_theirs(case, visitor)
            return keep_upload(case, _find(case, upload_id), self.clock.now())

        case = change_case(self.cases, visitor.receipt, build)
        return case, _find(case, upload_id)

    def form_again(self, visitor: Visitor, upload_id: str, redirect: str) -> tuple[Case, PostForm]:
        """The plain form of room that was made; one read. Raises NotFoundError where it is not waited for any more."""
        case = self.cases.get(visitor.receipt)
        must_be_theirs(case, visitor)
        upload = _find(case, upload_id)
        now = self.clock.now()
        is_awaited = upload.state is UploadState.EXPECTED and upload.takes_room(now)
        if not is_awaited or not case.waits_for(upload.slot):
            raise NotFoundError
        return case, self.store.presign_upload(upload.key, None, None, None, PLAIN_FORM_SECONDS, now, redirect)

    def _key(self, receipt: ReceiptNumber, upload_id: str) -> str:
        return f"{self.checklists.office.code}/uploads/{receipt}/{upload_id}"

    def _check_slot(self, case: Case, offer: FileOffer) -> None:
        slot = self.checklists.of(case).find_slot(offer.slot)
        faults = []
        if slot is None:
            faults.append(Fault("slot", "unknown_slot"))
        elif Way.UPLOAD not in slot.ways:
            faults.append(Fault("slot", "counter_only"))
        if (offer.size or 0) > MAX_UPLOAD_BYTES:
            faults.append(Fault("size", "too_large", (("limit_mb", str(MAX_UPLOAD_BYTES // 1024**2)),)))
        if faults:
            raise InvalidRequestError(faults)


def _room_of(case: Case, offer: FileOffer, now: datetime) -> Upload | None:
    """Room that was made for a form without script and is still empty: who opens the form again needs no other."""
    if offer.media_type is not None or not case.is_open_to_resident or not case.waits_for(offer.slot):
        return None
    waiting = (
        u for u in case.uploads if u.slot == offer.slot and u.state is UploadState.EXPECTED and u.takes_room(now)
    )
    return next((u for u in waiting if u.media_type is None and u.round == case.round), None)


def _new_upload(case: Case, upload_id: str, key: str, offer: FileOffer, now: datetime) -> Upload:
    return Upload(
        id=upload_id,
        slot=offer.slot,
        state=UploadState.EXPECTED,
        round=case.round,
        key=key,
        media_type=offer.media_type,
        size=offer.size or 0,
        sha256=offer.sha256,
        requested_at=now,
    )


def _find(case: Case, upload_id: str) -> Upload:
    upload = case.upload(upload_id)
    if upload is None:
        raise NotFoundError
    return upload
