"""A post office hands over batches and an officer resolves them, through the packaged functions."""

import json
from dataclasses import dataclass

from chalicelib.adapters.identity.detached_jws import sign_detached
from tests.architecture import lambda_events as events
from tests.architecture.walk import Json, Walk
from tests.post_keys import KEY, PARTNER
from tests.post_papers import Posted, manifest_of, put_file


@dataclass
class PostWalk(Walk):
    """A walk with a post office in it. `sequence` counts its batches."""

    sequence: int = 0

    def partner_call(
        self, method: str, path: str, body: bytes | Json | None = None, *, signature: str = "", **more: str
    ) -> Json:
        """A call of the post office."""
        who = {"kind": "officer", "id": PARTNER, "roles": "post_office"}
        raw = body.decode() if isinstance(body, bytes) else json.dumps(body) if body is not None else None
        headers = {"X-JWS-Signature": signature} if signature else {}
        return self.api("office", events.http(method, path, raw, headers=headers, authorizer=who, query=None, **more))

    def hand_over(self, *envelopes: Posted) -> Json:
        """A whole batch: manifest, files, the word that it is whole. The answer to that."""
        self.sequence += 1
        manifest = json.dumps(manifest_of(self.sequence, *envelopes)).encode()
        opened = self.partner_call("POST", "/v1/batches", manifest, signature=sign_detached(manifest, KEY))
        assert opened["http_status"] == 201, opened
        scans = {f"{posted.number}.pdf": posted.scan for posted in envelopes}
        for target in opened["uploads"]:
            put_file(target, scans[target["file"]])
        batch = f"B-{self.sequence}"
        room = self.partner_call("POST", "/v1/batches/{batch}/uploads", {}, batch=batch)
        assert room["http_status"] == 200, room
        return self.partner_call("POST", "/v1/batches/{batch}/close", {}, batch=batch)

    def ledger(self) -> Json:
        """The last batch as it stands."""
        return self.partner_call("GET", "/v1/batches/{batch}", batch=f"B-{self.sequence}")

    def envelope_call(self, number: str, method: str, rest: str = "", body: Json | None = None, /, **more: str) -> Json:
        """A call of an officer on an envelope of the last batch, on its present version."""
        who = {"kind": "officer", "id": "o-front", "roles": "front_officer"}
        path = {"envelope": f"{PARTNER}.B-{self.sequence}.{number}", **more}
        text = None if body is None else json.dumps(body)
        version = {} if method == "GET" else {"If-Match": str(self.envelope_call(number, "GET")["version"])}
        named = "/v1/envelopes/{envelope}" + rest
        return self.api("office", events.http(method, named, text, headers=version, authorizer=who, query=None, **path))

    def resolve(self, number: str, **resolution: str) -> Json:
        """What an officer decides of an envelope."""
        return self.envelope_call(number, "POST", "/resolution", {"resolution": resolution})

    def desk_call(self, method: str, path: str, body: Json | None = None, *, version: int = 0, **more: str) -> Json:
        """A call of an officer on anything else."""
        who = {"kind": "officer", "id": "o-front", "roles": "front_officer"}
        text = None if body is None else json.dumps(body)
        headers = {"If-Match": str(version)} if version else {}
        return self.api("office", events.http(method, path, text, headers=headers, authorizer=who, query=None, **more))
