"""The office's calls for a post office, over one line."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from chalicelib.domain.post.statement import DayReport
from client.answers import Ledger, Problem, Statement, Target
from client.findings import ClientError, RefusedError
from client.line import Line

ModelT = TypeVar("ModelT", bound=BaseModel)


class _Targets(BaseModel):
    items: list[Target]


@dataclass(frozen=True, slots=True)
class Office:
    """Every call may be repeated. `token` is asked for each call, so that a renewed one is used at once."""

    line: Line
    url: str
    token: Callable[[], str]
    language: str = "id"

    def open(self, manifest: bytes, signature: str) -> Ledger:
        """Hand over a manifest; again with the same bytes changes nothing."""
        return self._ask(Ledger, "POST", "/v1/batches", manifest, {"X-JWS-Signature": signature})

    def targets(self, batch: str, names: Sequence[str]) -> list[Target]:
        """Where these files are to be put, as far as they have not come: at most a hundred at once."""
        body = json.dumps({"files": list(names)}).encode()
        return self._ask(_Targets, "POST", f"/v1/batches/{batch}/uploads", body).items

    def close(self, batch: str, *, without_missing: bool) -> Ledger:
        """The batch is whole."""
        body = json.dumps({"without_missing": without_missing}).encode()
        return self._ask(Ledger, "POST", f"/v1/batches/{batch}/close", body)

    def ledger(self, batch: str) -> Ledger:
        """A batch as it stands."""
        return self._ask(Ledger, "GET", f"/v1/batches/{batch}")

    def report(self, report: DayReport) -> Statement:
        """Tell the day's count."""
        return self._ask(Statement, "POST", "/v1/statements", report.model_dump_json().encode())

    def statement(self, day: str) -> Statement:
        """A day as it stands."""
        return self._ask(Statement, "GET", f"/v1/statements/{day}")

    def _ask(
        self, model: type[ModelT], method: str, path: str, body: bytes | None = None, more: dict[str, str] | None = None
    ) -> ModelT:
        """Raises RefusedError for a problem, ClientError for an answer that is none of the office's."""
        headers = {"Authorization": f"Bearer {self.token()}", "Accept-Language": self.language, **(more or {})}
        if body is not None:
            headers["Content-Type"] = "application/json"
        answer = self.line.request(method, self.url.rstrip("/") + path, headers, lambda: body)
        if not answer.is_success:
            raise _refusal(answer)
        try:
            return model.model_validate_json(answer.content)
        except ValidationError:
            raise ClientError("not_the_office", url=self.url) from None


def _refusal(answer: httpx.Response) -> ClientError:
    names = {HTTPStatus.UNAUTHORIZED: "token_refused", HTTPStatus.FORBIDDEN: "not_allowed"}
    if answer.status_code in names:
        return ClientError(names[HTTPStatus(answer.status_code)])
    try:
        problem = Problem.model_validate_json(answer.content)
    except ValidationError:
        return ClientError("odd_answer", status=str(answer.status_code))
    found = tuple((fault.field, fault.code, fault.message) for fault in problem.errors)
    return RefusedError(answer.status_code, problem.detail or problem.title, found)
