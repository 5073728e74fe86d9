"""Requests as API Gateway hands them to a function that takes every media type as binary, with a browser's headers."""

import json
from base64 import b64encode
from typing import Any

Event = dict[str, Any]

HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": "gzip, deflate, br",
    "Accept-Language": "id-ID,id;q=0.9,en;q=0.8",
    "Content-Type": "application/json",
    "Host": "api.example.org",
    "Origin": "https://loket.example.org",
    "User-Agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile",
    "X-Amzn-Trace-Id": "Root=1-67891233-abcdef012345678912345678",
    "X-Forwarded-For": "192.0.2.7",
    "X-Forwarded-Port": "443",
    "X-Forwarded-Proto": "https",
}


def tracking(receipt: str, pin: str) -> Event:
    """A resident follows a case, as people type numbers."""
    typed = f"{receipt[:4]}-{receipt[4:8]}-{receipt[8:]}".lower()
    return _event("POST", "/v1/tracking", body=json.dumps({"receipt_number": typed, "pin": pin}))


def submission(receipt: str) -> Event:
    """A resident hands an application in; the authorizer has answered."""
    caller = {"principalId": receipt[:4], "kind": "resident", "receipt": receipt, "pin_version": "1"}
    path = "/v1/applications/{application_id}/submission"
    return _event("POST", path, {"application_id": receipt}, caller=caller)


def work_list(queue: str, limit: int, cursor: str | None = None) -> Event:
    """An officer opens a work list."""
    caller = {"principalId": "officer-1", "kind": "officer", "id": "officer-1", "roles": "verifier"}
    query = {"queue": queue, "limit": str(limit)} | ({"cursor": cursor} if cursor else {})
    return _event("GET", "/v1/cases", query=query, caller=caller)


def _event(
    method: str,
    resource: str,
    path: dict[str, str] | None = None,
    query: dict[str, str] | None = None,
    caller: dict[str, str] | None = None,
    body: str | None = None,
) -> Event:
    return {
        "resource": resource,
        "path": resource.format(**(path or {})),
        "httpMethod": method,
        "headers": HEADERS,
        "multiValueHeaders": {name: [value] for name, value in HEADERS.items()},
        "queryStringParameters": query,
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} if query else None,
        "pathParameters": path,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": resource,
            "httpMethod": method,
            "path": f"/live{resource}",
            "stage": "live",
            "requestId": "41b45ea3-70b5-11e6-b7bd-69b5aaebc7d9",
            "identity": {"sourceIp": "192.0.2.7", "userAgent": HEADERS["User-Agent"]},
            "authorizer": caller,
        },
        "body": b64encode(body.encode()).decode() if body else None,
        "isBase64Encoded": bool(body),
    }
