"""A signer's pages: the day beside its target, the batches, and one batch to confirm or refuse."""

from collections import Counter
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from chalice.app import Blueprint
from pydantic import SecretStr

from chalicelib.bootstrap import get_services
from chalicelib.domain.errors import (
    Fault,
    InvalidRequestError,
    StaleVersionError,
    TransitionRefusedError,
    UnavailableError,
)
from chalicelib.domain.identifiers import InvalidIdentifierError, Nik
from chalicelib.domain.rights import Right
from chalicelib.domain.seen import Sight
from chalicelib.domain.signed_pdf import MOST_PDF_BYTES
from chalicelib.domain.signing import (
    KINDS,
    MOST_LINES,
    SIGNED_HERE,
    UNSIGNED,
    LineState,
    Refusal,
    SigningBatch,
    SigningLine,
)
from functions._calls import read_receipt
from functions._forms import read_file, read_long_form
from functions._http import HTML, Call, Reply
from functions._page import go_to
from functions._product_names import name_products
from functions._seen import record_seen
from functions._staff_page import MOST_TABLE_BYTES, in_words, may, read_once, render_staff, staff_page

routes = Blueprint(__name__)

SIGNING: Final = "/office/signing"
BATCH: Final = SIGNING + "/batches/{batch}"
DOCUMENTS: Final = BATCH + "/documents"
SIGNATURES: Final = BATCH + "/signatures"
RESULT: Final = "/office/cases/{receipt}/results/{product}"
LISTED: Final = 20
USUAL_SIZE: Final = 50
LINE: Final = "line-"
MOST_PASSPHRASE: Final = 200
_LETTER: Final = {"document": "letter"}
"""What the form for letters calls what the API calls otherwise."""

_OF_FILES: Final = frozenset({"document", "letter", "nik", "passphrase"})
"""What stands beside a field for files: it is shown with its fault though every line has its document by now."""

MOST_MB: Final = str(MOST_PDF_BYTES // 1024**2)


@staff_page(routes, "GET", SIGNING, right=Right.READ_SIGNING, summary="Signing today")
def show_signing(call: Call[None]) -> Reply:
    """How the day goes beside its target, and the batches."""
    return _signing_page(call)


@staff_page(routes, "POST", SIGNING, right=Right.SIGN, summary="Make a signing batch", status=303, problems=(422,))
def make_signing_batch(call: Call[None]) -> Reply:
    """On to its list. The form carries its key, so that a second press makes no second batch."""
    typed, batches = read_long_form(call), get_services().signing.batches
    try:
        batch = batches.propose(typed.get("kind", ""), _number(typed, "size"), call.officer, read_once(typed))
    except InvalidRequestError as error:
        faults = in_words(call, tuple(error.faults))
        return _signing_page(call, HTTPStatus.UNPROCESSABLE_ENTITY, faults=faults, typed=typed)
    return go_to(call, f"office/signing/batches/{batch.id}")


@staff_page(routes, "GET", BATCH, right=Right.READ_SIGNING, summary="One signing batch")
def show_signing_batch(call: Call[None]) -> Reply:
    """Every document with a tick; all that wait are ticked."""
    return _batch_page(call, get_services().signing.ledger.get_batch(call.path["batch"]))


@staff_page(
    routes, "POST", DOCUMENTS, right=Right.SIGN, summary="A signed PDF, for the line it names",
    problems=(413, 422), most_bytes=MOST_TABLE_BYTES,
)  # fmt: skip
def keep_signed_here(call: Call[None]) -> Reply:
    """The same page with the line that it belongs to, or with all that is wrong with the file."""
    name, (file_name, pdf), words = call.path["batch"], read_file(call, "signed_pdf"), _words(call)
    if not file_name:
        return _not_kept(call, name, words["no_file"])
    try:
        batch, line = get_services().signing.keep_signed.keep(name, file_name, pdf, call.officer)
    except InvalidRequestError as error:
        told = " ".join(_sentence(call, fault) for fault in error.faults)
        return _not_kept(call, name, f"{file_name}: {told}")
    done = words["kept_done"].format(receipt=line.receipt.format(), file=file_name)
    return _batch_page(call, batch, done=_with_doubt(words, done, line))


@staff_page(
    routes, "POST", SIGNATURES, right=Right.SIGN, summary="Sign a letter that the office wrote",
    problems=(413, 422, 503), most_bytes=MOST_TABLE_BYTES,
)  # fmt: skip
def sign_letter_here(call: Call[None]) -> Reply:
    """The same page with the line that it belongs to. NIK and passphrase are shown to nobody again."""
    name, (file_name, pdf), typed = call.path["batch"], read_file(call, "letter_pdf"), read_long_form(call)
    nik, faults = _check_letter(call, file_name, typed)
    if nik is None or faults:
        return _not_signed(call, name, faults)
    here = get_services().signing.sign_here
    try:
        batch, line = here.sign(name, file_name, pdf, nik, SecretStr(typed["passphrase"]), call.officer)
    except InvalidRequestError as error:
        return _not_signed(call, name, {_LETTER.get(f.field, f.field): _sentence(call, f) for f in error.faults})
    except UnavailableError:
        faults = {"letter": _words(call)["service_down"]}
        return _not_signed(call, name, faults, HTTPStatus.SERVICE_UNAVAILABLE)
    words = _words(call)
    return _batch_page(
        call, batch, done=_with_doubt(words, words["signed_here_done"].format(receipt=line.receipt.format()), line)
    )


def _check_letter(call: Call[None], file_name: str, typed: Mapping[str, str]) -> tuple[Nik | None, dict[str, str]]:
    """Whose signature is asked for, and all that is missing or mistyped, in the order of the form."""
    words, faults, nik = _words(call), {}, None
    if not file_name:
        faults["letter"] = words["no_letter"]
    try:
        nik = Nik.parse(typed.get("nik", ""))
    except InvalidIdentifierError as error:
        faults["nik"] = _sentence(call, Fault("nik", error.code)) if typed.get("nik") else words["no_nik"]
    if not 0 < len(typed.get("passphrase", "")) <= MOST_PASSPHRASE:
        faults["passphrase"] = words["no_passphrase"]
    return nik, faults


@staff_page(routes, "GET", RESULT, right=Right.READ_CASE, summary="The signed document of a product", status=303)
def get_result_here(call: Call[None]) -> Reply:
    """On to an address of a minute; who asked for it is recorded first."""
    receipt = read_receipt(call)
    url = get_services().signing.hand_out.to_officer(receipt, call.path["product"])
    record_seen(call, receipt, Sight.RESULT)
    return Reply(None, HTTPStatus.SEE_OTHER, {"Location": url}, HTML)


@staff_page(
    routes, "POST", BATCH, right=Right.SIGN, summary="Documents were signed or refused, or the batch is over",
    problems=(412, 422),
)  # fmt: skip
def work_on_signing_batch(call: Call[None]) -> Reply:
    """The same page with what became of each ticked document."""
    typed, name = read_long_form(call), call.path["batch"]
    try:
        batch, done = _act(call, typed)
    except InvalidRequestError as error:
        faults = in_words(call, tuple(error.faults))
        return _again(call, name, HTTPStatus.UNPROCESSABLE_ENTITY, faults, typed)
    except StaleVersionError:
        return _again(call, name, HTTPStatus.PRECONDITION_FAILED, {"lines": _words(call)["moved_on"]}, typed)
    except TransitionRefusedError:
        return _again(call, name, HTTPStatus.CONFLICT, {"lines": _words(call)["moved_on"]}, typed)
    wanted = LineState.REFUSED if "refuse" in typed else LineState.SIGNED
    ends = Counter(line.state for line in batch.lines if line.code in _ticked(typed))
    failed, words = ends[LineState.FAILED], _words(call)
    faults, done = (
        {"lines": words["some_failed"].format(number=failed)} if failed else {},
        done.format(number=ends[wanted]),
    )
    if "close" not in typed and ends.total() > failed + ends[wanted]:  # settled otherwise in another tab
        faults, done = {"lines": f"{done} {words['moved_on']}" if ends[wanted] else words["moved_on"]}, ""
    return _batch_page(call, batch, done=done, faults=faults)


def _act(call: Call[None], typed: Mapping[str, str]) -> tuple[SigningBatch, str]:
    batches, name, words = get_services().signing.batches, call.path["batch"], _words(call)
    if "close" in typed:
        return batches.close(name, _number(typed, "version")), words["closed_done"]
    if "refuse" in typed:
        refused = batches.refuse(name, _ticked(typed), typed.get("reason", ""), call.officer)
        return refused, words["refused_done"]
    return batches.confirm(name, _ticked(typed), call.officer), words["signed_done"]


def _with_doubt(words: Mapping[str, str], done: str, line: SigningLine) -> str:
    """What was done, and what is still to be looked at: with script, several files are told so one by one."""
    if not line.doubt:
        return done
    return f"{done} {words['doubt_' + line.doubt]}. {words['doubt_look']}"


def _ticked(typed: Mapping[str, str]) -> frozenset[str]:
    return frozenset(name.removeprefix(LINE) for name in typed if name.startswith(LINE))


def _again(call: Call[None], name: str, status: int, faults: dict[str, str], typed: Mapping[str, str]) -> Reply:
    known = get_services().signing.ledger.get_batch(name)
    return _batch_page(call, known, status, faults=faults, ticked=_ticked(typed), reason=typed.get("reason", ""))


def _signing_page(call: Call[None], status: int = HTTPStatus.OK, **values: Any) -> Reply:  # noqa: ANN401
    services = get_services()
    shown: dict[str, Any] = {"typed": {"size": str(USUAL_SIZE)}, **values}
    return render_staff(
        call, "signing/signing", status, kinds=KINDS, most=MOST_LINES, target=services.office.targets.signed,
        today=services.read_statistics.made_today().counts() or {},
        once=services.ports.ids.new_id(),
        listed=services.signing.ledger.list_batches(LISTED, call.query.get("cursor") or None), **shown,
    )  # fmt: skip


def _batch_page(call: Call[None], batch: SigningBatch, status: int = HTTPStatus.OK, **values: Any) -> Reply:  # noqa: ANN401
    shown = {"ticked": {line.code for line in batch.unsigned()}, "reason": "", **values}
    asked = any(line.takes_document for line in batch.lines) or not _OF_FILES.isdisjoint(shown.get("faults", ()))
    takes = may(call, Right.SIGN) and asked
    names = name_products(((line.receipt, line.service, line.product) for line in batch.lines), call.language)
    return render_staff(
        call, "signing/batch", status, batch=batch, names=names, unsigned=UNSIGNED, reasons=list(Refusal),
        takes_documents=takes, most_mb=MOST_MB, most_bytes=MOST_PDF_BYTES, signs_here=takes and _signs_here(batch),
        services=get_services().catalogue.services, **shown,
    )  # fmt: skip


def _not_kept(call: Call[None], name: str, sentence: str) -> Reply:
    known = get_services().signing.ledger.get_batch(name)
    return _batch_page(call, known, HTTPStatus.UNPROCESSABLE_ENTITY, faults={"document": sentence})


def _not_signed(
    call: Call[None], name: str, faults: dict[str, str], status: int = HTTPStatus.UNPROCESSABLE_ENTITY
) -> Reply:
    return _batch_page(call, get_services().signing.ledger.get_batch(name), status, faults=faults)


def _sentence(call: Call[None], fault: Fault) -> str:
    return get_services().messages.fault(fault.code, dict(fault.params), call.language)


def _signs_here(batch: SigningBatch) -> bool:
    return batch.kind in SIGNED_HERE and get_services().signing.sign_here.offers(batch)


def _words(call: Call[None]) -> Mapping[str, str]:
    return get_services().messages.staff("signing", call.language)


def _number(typed: Mapping[str, str], name: str) -> int:
    text = typed.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < len("10000000") else -1
