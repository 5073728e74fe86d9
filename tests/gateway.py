"""A client that speaks to a Chalice app as API Gateway does: authorizer first, then the handler, bodies in base64."""

import base64
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from chalice.app import Chalice
from chalice.local import LambdaContext, RouteMatcher

Json = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What the caller gets."""

    status: int
    headers: dict[str, str]
    content: bytes
    cookies: tuple[str, ...] = ()

    @property
    def json(self) -> Json:
        return dict(json.loads(self.content))


@dataclass
class Gateway:
    """One surface; `token` goes into the Authorization header."""

    app: Chalice
    token: str = ""
    address: str = "198.51.100.7"
    headers: dict[str, str] = field(default_factory=dict)

    def call(
        self, method: str, path: str, body: Json | bytes | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """One request. A missing or refused token answers 401 here as it does there."""
        event = self._event(method, path, body, {**self.headers, **(headers or {})})
        context = LambdaContext(function_name="test", memory_size=512, max_runtime_ms=30_000)
        entry = self.app.routes.get(event["requestContext"]["resourcePath"], {}).get(method)
        if entry is not None and entry.authorizer is not None:
            if not self.token:
                return Answer(401, {}, b"{}")
            asked = {
                "type": "TOKEN",
                "authorizationToken": f"Bearer {self.token}",
                "methodArn": f"arn:aws:execute-api:ap-southeast-3:000000000000:api/v1/{method}{path}",
            }
            try:
                allowed = entry.authorizer(asked, context)  # type: ignore[operator] # Chalice types it as the base class
            except Exception as error:
                if str(error) != "Unauthorized":
                    raise
                return Answer(401, {}, b"{}")
            event["requestContext"]["authorizer"] = {**allowed["context"], "principalId": allowed["principalId"]}
        return _answer(self.app(event, context))

    def _event(self, method: str, path: str, body: Json | bytes | None, headers: dict[str, str]) -> Json:
        parts = urlsplit(path)
        route = RouteMatcher(list(self.app.routes)).match_route(parts.path)
        raw = json.dumps(body).encode() if isinstance(body, dict) else body
        query: dict[str, list[str]] = {}
        for name, value in parse_qsl(parts.query, keep_blank_values=True):
            query.setdefault(name, []).append(value)
        if raw is not None:
            headers = {"Content-Type": "application/json", **headers}
        return {
            "httpMethod": method,
            "headers": headers,
            "multiValueQueryStringParameters": query or None,
            "pathParameters": route.captured,
            "stageVariables": None,
            "requestContext": {
                "httpMethod": method,
                "resourcePath": route.route,
                "path": parts.path,
                "identity": {"sourceIp": self.address},
                "requestId": "request-1",
            },
            "body": base64.b64encode(raw).decode() if raw else None,
            "isBase64Encoded": bool(raw),
        }


def _answer(answer: Json) -> Answer:
    body = answer["body"]
    content = base64.b64decode(body) if answer.get("isBase64Encoded") else str(body).encode()
    cookies = (answer.get("multiValueHeaders") or {}).get("Set-Cookie", ())
    return Answer(answer["statusCode"], dict(answer["headers"]), content, tuple(cookies))
