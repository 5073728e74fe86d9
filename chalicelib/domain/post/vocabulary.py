"""The words of the postal channel: why something is refused, why something waits, where something ends."""

from enum import StrEnum
from typing import Final


class BatchCode(StrEnum):
    """Why a batch is refused as a whole, or what is odd about its place in the sequence."""

    MANIFEST_NOT_JSON = "manifest_not_json"
    MANIFEST_INVALID = "manifest_invalid"
    MANIFEST_TOO_LARGE = "manifest_too_large"
    SIGNATURE_MISSING = "signature_missing"
    SIGNATURE_WRONG = "signature_wrong"
    PARTNER_UNKNOWN = "partner_unknown"
    BATCH_CHANGED = "batch_changed"
    SEQUENCE_REUSED = "sequence_reused"
    SEQUENCE_GAP = "sequence_gap"
    FILES_MISSING = "files_missing"
    BATCH_CLOSED = "batch_closed"


class RejectionCode(StrEnum):
    """Why one envelope is refused; the others of its batch go on."""

    # of its entry in the manifest
    ENTRY_INVALID = "entry_invalid"
    ENVELOPE_NUMBER_TWICE = "envelope_number_twice"
    CONTROL_NUMBER_TWICE = "control_number_twice"
    SHEET_COUNT_DIFFERS = "sheet_count_differs"
    FILE_NOT_LISTED = "file_not_listed"
    PAGES_CLAIMED_TWICE = "pages_claimed_twice"
    PAGES_NOT_CLAIMED = "pages_not_claimed"
    RESCAN_UNKNOWN = "rescan_unknown"
    RESCAN_TWICE = "rescan_twice"
    # of its files
    FILE_MISSING = "file_missing"
    FILE_SIZE_DIFFERS = "file_size_differs"
    FILE_ALTERED = "file_altered"
    NOT_A_SCAN = "not_a_scan"
    ENCRYPTED = "encrypted"
    NO_PAGES = "no_pages"
    TOO_MANY_PAGES = "too_many_pages"
    BROKEN = "broken"
    PAGE_COUNT_DIFFERS = "page_count_differs"
    ZIP_BROKEN = "zip_broken"
    ZIP_TRAVERSES = "zip_traverses"
    ZIP_NESTED = "zip_nested"
    ZIP_LINK = "zip_link"
    ZIP_BOMB = "zip_bomb"
    ZIP_ENCRYPTED = "zip_encrypted"
    FILES_TOO_LARGE = "files_too_large"
    # by an officer
    NOT_FOR_US = "not_for_us"
    EMPTY_ENVELOPE = "empty_envelope"
    UNUSABLE = "unusable"


BY_OFFICERS: Final = (RejectionCode.NOT_FOR_US, RejectionCode.EMPTY_ENVELOPE, RejectionCode.UNUSABLE)


class WaitReason(StrEnum):
    """Why an envelope waits for an officer instead of finding its case by itself."""

    NO_NUMBER = "no_number"
    NUMBER_UNKNOWN = "number_unknown"
    NUMBER_MISTYPED = "number_mistyped"
    CODE_UNREADABLE = "code_unreadable"
    COVER_FORGED = "cover_forged"
    COVER_OF_ANOTHER_OFFICE = "cover_of_another_office"
    TWO_COVERS = "two_covers"
    COVER_IN_THE_MIDDLE = "cover_in_the_middle"
    COVER_DIFFERS_FROM_TYPED = "cover_differs_from_typed"
    COVER_DIFFERS_FROM_RESCAN = "cover_differs_from_rescan"
    NIK_DIFFERS_FROM_CASE = "nik_differs_from_case"
    CASE_ENDED = "case_ended"
    CASE_PAST_REVIEW = "case_past_review"
    SERVICE_UNKNOWN = "service_unknown"
    NEEDS_COUNTER = "needs_counter"
    KEYED_INCOMPLETE = "keyed_incomplete"
    SHEET_SEEN_BEFORE = "sheet_seen_before"
    PAGE_FAILED = "page_failed"
    CASE_FULL = "case_full"
    SEVERAL_CASES = "several_cases"


class End(StrEnum):
    """Where an envelope or a page image is: one of these at every moment."""

    PENDING = "pending"
    OPENED = "opened"
    ATTACHED = "attached"
    DUPLICATE = "duplicate"
    SET_ASIDE = "set_aside"
    RESCAN = "rescan"
    STAFF = "staff"
    REJECTED = "rejected"


class DiscrepancyCode(StrEnum):
    """How the partner's count of a day and ours differ."""

    REPORTED_NOT_RECEIVED = "reported_not_received"
    RECEIVED_NOT_REPORTED = "received_not_reported"
    SHEETS_DIFFER = "sheets_differ"
    CHECKSUM_DIFFERS = "checksum_differs"
    SEQUENCE_GAP = "sequence_gap"
    DUPLICATE_ENVELOPE = "duplicate_envelope"
    RESCAN_MISSING = "rescan_missing"
    REJECTED = "rejected"


class RescanReason(StrEnum):
    """Why a sheet is to be scanned again."""

    UNREADABLE = "unreadable"
    CUT_OFF = "cut_off"
    MISSING_PAGE = "missing_page"
    WRONG_ORDER = "wrong_order"
    CODE_UNREADABLE = "code_unreadable"
    ALTERED = "altered"
