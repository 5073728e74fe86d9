"""Asks a route's authorizer as API Gateway does: the answer is kept for a while, its policy is evaluated each time."""

import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from chalice.app import ChaliceAuthorizer
from chalice.local import ARNMatcher

from infra.local.functions import Context

_USUAL_TTL = 300


class RefusedError(Exception):
    """The request does not reach the function; `code` is the gateway's problem."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class AuthorizerCache:
    """Answers of authorizers by token; each process keeps its own."""

    now: Callable[[], float] = time.monotonic
    _kept: dict[tuple[str, str], tuple[float, dict[str, Any]]] = field(default_factory=dict)

    def authorize(self, authorizer: object, token: str | None, arn: str, context: Context) -> dict[str, str] | None:
        """What the function finds in `requestContext.authorizer`; None for a route that asks nobody.

        Raises:
            RefusedError: unauthorized, forbidden, or internal when the authorizer itself is at fault.
        """
        if authorizer is None:
            return None
        if not isinstance(authorizer, ChaliceAuthorizer):
            raise TypeError(f"{type(authorizer).__name__} is not known to the local gateway")
        if not token:
            raise RefusedError("unauthorized")
        answer = self._answer(authorizer, token, arn, context)
        if not is_allowed(answer.get("policyDocument") or {}, arn):
            raise RefusedError("forbidden")
        told = answer.get("context") or {}
        return {name: _text(value) for name, value in told.items()} | {"principalId": str(answer["principalId"])}

    def _answer(self, authorizer: ChaliceAuthorizer, token: str, arn: str, context: Context) -> dict[str, Any]:
        until, answer = self._kept.get((authorizer.name, token), (0.0, {}))
        if self.now() < until:
            return answer
        fresh = _ask(authorizer, token, arn, context)
        ttl = authorizer.config.ttl_seconds
        self._kept = {key: kept for key, kept in self._kept.items() if self.now() < kept[0]}
        self._kept[authorizer.name, token] = (self.now() + (_USUAL_TTL if ttl is None else ttl), fresh)
        return fresh


def _ask(authorizer: ChaliceAuthorizer, token: str, arn: str, context: Context) -> dict[str, Any]:
    call: Callable[..., Any] = authorizer
    try:
        answer = call({"type": "TOKEN", "authorizationToken": token, "methodArn": arn}, context)
    except Exception as error:
        if str(error) == "Unauthorized":  # the one text that API Gateway answers with 401
            raise RefusedError("unauthorized") from error
        traceback.print_exc()
        raise RefusedError("internal") from error
    if not isinstance(answer, dict) or "principalId" not in answer:
        raise RefusedError("internal")
    return answer


def is_allowed(policy: Mapping[str, Any], arn: str) -> bool:
    """Whether a policy document allows the method: a deny wins, and nothing said is a deny."""
    effects = {
        statement["Effect"]
        for statement in policy.get("Statement", [])
        if ARNMatcher(arn).does_any_resource_match(_listed(statement["Resource"]))
    }
    return effects == {"Allow"}


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _text(value: object) -> str:
    if isinstance(value, dict | list):
        raise RefusedError("internal")  # API Gateway takes no nested context
    return str(value).lower() if isinstance(value, bool) else str(value)
