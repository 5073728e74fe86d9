"""The printer in `make demo`: a batch takes a blank for each card, which is scanned as it comes out."""

from dataclasses import dataclass
from uuid import uuid4

from infra.local.demo_tools import Api, Json, until

BATCH, BLANKS = 90, 500
"""Cards that are printed at once, and blank ones that come in when there are fewer."""


@dataclass(frozen=True)
class Printer:
    """Works for one producer; what the line broke is gone on with."""

    producer: Api

    def print(self, case: str, product: Json) -> None:
        """One card of a case, however often it is asked for."""
        self._keep_blanks(product["kind"])
        until("the printer", lambda: self._is_printed(case, product) or self._scan(case, product))

    def _keep_blanks(self, card: str) -> None:
        if self.producer.ask("GET", f"/v1/card-stock/{card}")["balance"] < BATCH:
            delivered = {"reason": "received", "amount": BLANKS, "note": "SJ-1"}
            self.producer.ask("POST", f"/v1/card-stock/{card}", delivered, Idempotency_Key=str(uuid4()))

    def _is_printed(self, case: str, product: Json) -> bool:
        known = self.producer.ask("GET", f"/v1/cases/{case}")["products"]
        return any(item["product"] == product["product"] and item["printed_in"] for item in known)

    def _scan(self, case: str, product: Json) -> bool:
        """False for now: whether it was printed is told by its case."""
        for batch in self._open_batches(case) or self._propose(product["kind"]):
            path, code = f"/v1/print-batches/{batch['batch']}", {"code": f"{case}/{product['product']}"}
            self.producer.call("POST", f"{path}/cards", code)
            version = self.producer.ask("GET", path)["version"]
            self.producer.call("POST", f"{path}/close", If_Match=f'"{version}"')  # the rest waits for the next one
        return False

    def _open_batches(self, case: str) -> list[Json]:
        listed = self.producer.ask("GET", "/v1/print-batches")["items"]
        return [batch for batch in listed if batch["state"] == "open" and _holds(batch, case)]

    def _propose(self, card: str) -> list[Json]:
        asked = {"card": card, "size": BATCH}
        answer = self.producer.call("POST", "/v1/print-batches", asked, Idempotency_Key=str(uuid4()))
        return [] if answer.is_error else [dict(answer.json())]  # the work list may lag


def _holds(batch: Json, case: str) -> bool:
    return any(line["receipt"].replace("-", "") == case for line in batch["lines"])
