"""Options of the command, from its arguments or the environment."""

import argparse
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import jwt

from chalicelib.adapters.identity.detached_jws import sign_detached
from client.findings import ClientError
from client.folder import Folder

URL = "LOKET_POST_URL"
TOKEN = "LOKET_POST_TOKEN"  # noqa: S105 - a name
TOKEN_FILE = "LOKET_POST_TOKEN_FILE"  # noqa: S105 - the same
KEY = "LOKET_POST_KEY"
LANGUAGE = "LOKET_LANGUAGE"
LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


def url_of(options: argparse.Namespace) -> str:
    """The office's address: a token travels in the clear on this machine alone. Raises ClientError."""
    url = str(options.url or os.environ.get(URL, ""))
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return url
    raise ClientError("no_url")


def token_of(options: argparse.Namespace) -> Callable[[], str]:
    """Reads the token anew each time: a file may be renewed by another program. Raises ClientError."""
    path = options.token_file or os.environ.get(TOKEN_FILE, "")
    fixed = options.token or os.environ.get(TOKEN, "")

    def read() -> str:
        token = fixed or (_read(Path(path), "no_token").strip() if path else "")
        if not token.isascii() or not token or any(sign.isspace() for sign in token):
            raise ClientError("no_token")
        return str(token)

    read()
    return read


def signature_of(options: argparse.Namespace, folder: Folder, manifest: bytes) -> str:
    """The signature beside the manifest, else one made with the partner's key. Raises ClientError."""
    there = folder.signature()
    if there is not None:
        return there
    path = options.key or os.environ.get(KEY, "")
    if not path:
        raise ClientError("no_key")
    try:
        return sign_detached(manifest, _key(Path(path)))
    except (jwt.PyJWTError, ValueError, TypeError, KeyError):
        raise ClientError("bad_key", file=str(path)) from None


def _key(path: Path) -> dict[str, Any]:
    try:
        key = json.loads(_read(path, "bad_key"))
    except ValueError:
        key = None
    if not isinstance(key, dict) or "d" not in key:
        raise ClientError("bad_key", file=str(path))
    return key


def _read(path: Path, problem: str) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise ClientError(problem, file=str(path)) from None
