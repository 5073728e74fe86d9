"""BSrE's eSign client service, which an office runs beside its own systems: sign, verify, ask for a signer's status.

Its calls, fields and codes are as offices that use it describe them; it was not at hand here. What it answers otherwise
is no signature.
"""

import json
import logging
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from pydantic import SecretStr
from urllib3 import BaseHTTPResponse, PoolManager, Timeout
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, SSLError
from urllib3.util import make_headers

from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.identifiers import Nik
from chalicelib.domain.signed_pdf import SignatureFault, SignerStatus, Stamp
from chalicelib.services.ports import UnknownOutcomeError
from chalicelib.services.signing_ports import SignatureRefusedError

CONNECT_SECONDS: Final = 2.0
READ_SECONDS: Final = 20.0
_OK: Final = 200
_FAILED: Final = 500
_PDF: Final = b"%PDF-"

STATUSES: Final = {
    1111: SignerStatus.ACTIVE,
    1110: SignerStatus.UNKNOWN,
    1112: SignerStatus.NOT_YET,
    1113: SignerStatus.NOT_YET,
    2021: SignerStatus.EXPIRED,
}
"""`status_code` of a signer's status; any other says that they cannot sign."""

FAULTS: Final = {
    2031: SignatureFault.WRONG_PASSPHRASE,
    2011: SignatureFault.UNKNOWN_SIGNER,
    1110: SignatureFault.UNKNOWN_SIGNER,
    2021: SignatureFault.NO_CERTIFICATE,
    1001: SignatureFault.NOT_SIGNABLE,
}
"""`status_code` of a signature that was refused."""


@dataclass(frozen=True, slots=True)
class BsreAccount:
    """Where the service answers, and who the office is to it."""

    address: str
    user: str
    password: SecretStr


class BsreSignatures:
    """Each call once: a signature that may have been made is not asked for again by itself."""

    def __init__(self, account: BsreAccount, read_seconds: float = READ_SECONDS) -> None:
        """Nothing is asked yet."""
        self._address = account.address.rstrip("/")
        self._headers = make_headers(basic_auth=f"{account.user}:{account.password.get_secret_value()}")
        timeout = Timeout(connect=CONNECT_SECONDS, read=read_seconds)
        self._pool = PoolManager(timeout=timeout, retries=False)
        logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)  # below that it tells every path

    def status(self, nik: Nik) -> SignerStatus:
        """GET /api/user/status/{nik}."""
        try:
            answer = self._pool.request(
                "GET", f"{self._address}/api/user/status/{quote(str(nik), safe='')}", headers=self._headers
            )
        except HTTPError:
            raise UnavailableError from None  # its text holds the address, and that the NIK
        if answer.status >= _FAILED:
            raise UnavailableError
        return STATUSES.get(_code(answer), SignerStatus.NOT_YET)

    def sign(self, pdf: bytes, nik: Nik, passphrase: SecretStr, stamp: Stamp | None = None) -> bytes:
        """POST /api/sign/pdf."""
        fields = {"nik": str(nik), "passphrase": passphrase.get_secret_value(), **_seen(stamp)}
        answer = self._post("/api/sign/pdf", {"file": ("document.pdf", pdf, "application/pdf"), **fields})
        if answer.status == _OK and answer.data.startswith(_PDF):
            return answer.data
        if answer.status == _OK or answer.status >= _FAILED:
            raise UnknownOutcomeError
        raise SignatureRefusedError(FAULTS.get(_code(answer), SignatureFault.REFUSED))

    def is_sound(self, pdf: bytes) -> bool:
        """POST /api/sign/verify."""
        try:
            answer = self._post("/api/sign/verify", {"signed_file": ("document.pdf", pdf, "application/pdf")})
        except UnknownOutcomeError:
            raise UnavailableError from None
        if answer.status >= _FAILED:
            raise UnavailableError
        told = _read(answer)
        return answer.status == _OK and told.get("summary") == "VALID" and bool(told.get("jumlah_signature"))

    def _post(self, path: str, fields: dict[str, Any]) -> BaseHTTPResponse:
        try:
            return self._pool.request("POST", self._address + path, fields=fields, headers=self._headers)
        except (ConnectTimeoutError, NewConnectionError, SSLError):
            raise UnavailableError from None
        except HTTPError:
            raise UnknownOutcomeError from None


def _seen(stamp: Stamp | None) -> dict[str, str]:
    if stamp is None:
        return {"tampilan": "invisible"}
    return {
        "tampilan": "visible", "image": "false", "linkQR": stamp.link, "page": str(stamp.page),
        "xAxis": str(stamp.x), "yAxis": str(stamp.y), "width": str(stamp.width), "height": str(stamp.height),
    }  # fmt: skip


def _code(answer: BaseHTTPResponse) -> int:
    code = _read(answer).get("status_code")
    return code if isinstance(code, int) else 0


def _read(answer: BaseHTTPResponse) -> dict[str, Any]:
    try:
        told = json.loads(answer.data)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
