"""An office on a fake transport: keeps manifests and files, and fails when it is told to."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

URL = "https://office.example"
PART = 1000
EXPIRES = "2026-11-27T09:00:00Z"


@dataclass
class FakeOffice:
    """Answers as the post office's routes do. `trouble` may answer, or raise, before the office does."""

    parts_from: int = 5000
    trouble: Callable[[httpx.Request], httpx.Response | None] = lambda _: None
    manifests: dict[str, bytes] = field(default_factory=dict)
    signatures: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    parts: dict[str, dict[int, bytes]] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    ends: dict[str, str] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """The whole world outside the command."""
        request.read()
        self.seen.append(f"{request.method} {request.url.path}")
        told = self.trouble(request)
        if told is not None:
            return told
        if request.url.host == "scans.example":
            return self._store(request)
        assert request.headers["authorization"] == "Bearer made-up"
        return self._answer(request)

    def client(self) -> httpx.Client:
        """What the command is given in place of a network."""
        return httpx.Client(transport=httpx.MockTransport(self))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/v1/batches").strip("/").split("/")
        if path == [""]:
            manifest = json.loads(request.content)
            self.manifests[manifest["batch_id"]] = request.content
            self.signatures.append(request.headers["x-jws-signature"])
            return httpx.Response(201, json=self._ledger(manifest["batch_id"]))
        batch = path[0]
        match path[1:]:
            case ["uploads"]:
                return httpx.Response(200, json={"items": self._targets(batch, json.loads(request.content)["files"])})
            case ["close"]:
                return self._close(batch, without=json.loads(request.content)["without_missing"])
            case _:
                return httpx.Response(200, json=self._ledger(batch))

    def _listed(self, batch: str) -> dict[str, Any]:
        return {file["name"]: file for file in json.loads(self.manifests[batch])["files"]}

    def _targets(self, batch: str, names: list[str]) -> list[dict[str, Any]]:
        listed = self._listed(batch)
        return [self._target(listed[name]) for name in names if name not in self.files]

    def _target(self, file: dict[str, Any]) -> dict[str, Any]:
        url, size = f"https://scans.example/{file['name']}", file["size"]
        if size <= self.parts_from:
            return {"file": file["name"], "url": url, "headers": {"x-amz-checksum-sha256": file["sha256"]}, "parts": [],
                    "expires_at": EXPIRES}  # fmt: skip
        there = self.parts.setdefault(file["name"], {})
        starts = range(0, size, PART)
        parts = [
            {"number": n, "size": min(PART, size - start), "url": None if n in there else f"{url}?part={n}"}
            for n, start in enumerate(starts, start=1)
        ]
        return {"file": file["name"], "url": None, "headers": {}, "parts": parts, "expires_at": EXPIRES}

    def _store(self, request: httpx.Request) -> httpx.Response:
        name, part = request.url.path.strip("/"), request.url.params.get("part")
        assert request.headers["content-length"] == str(len(request.content))
        if part:
            self.parts[name][int(part)] = request.content
        elif hashlib.sha256(request.content).hexdigest() != request.headers["x-amz-checksum-sha256"]:
            return httpx.Response(400, text="BadDigest")
        else:
            self.files[name] = request.content
        return httpx.Response(200)

    def _close(self, batch: str, *, without: bool) -> httpx.Response:
        for name, file in self._listed(batch).items():
            whole = b"".join(data for _, data in sorted(self.parts.get(name, {}).items()))
            if len(whole) == file["size"]:
                self.files[name] = whole
        missing = self._listed(batch).keys() - self.files.keys()
        if missing and not without:
            errors = [{"field": "batch", "code": "files_missing", "message": "Files have not arrived."}]
            errors += [{"field": f"files.{name}", "code": "file_missing", "message": "Not there."} for name in missing]
            return httpx.Response(409, json={"title": "Refused", "detail": "Refused.", "errors": errors})
        self.closed.add(batch)
        return httpx.Response(200, json=self._ledger(batch))

    def _ledger(self, batch: str) -> dict[str, Any]:
        manifest = json.loads(self.manifests[batch])
        ends = {envelope["number"]: self.ends.get(envelope["number"], "pending") for envelope in manifest["envelopes"]}
        return {
            "batch_id": batch,
            "sequence": manifest["sequence"],
            "state": "closed" if batch in self.closed else "open",
            "done": "pending" not in ends.values(),
            "missing_files": [],
            "gaps": [],
            "envelopes": [
                {"envelope": f"posmlg.{batch}.{number}", "number": number, "end": end, "label": end,
                 "errors": [{"field": "scans", "code": "broken", "message": "Damaged."}] if end == "rejected" else []}
                for number, end in ends.items()
            ],
        }  # fmt: skip
