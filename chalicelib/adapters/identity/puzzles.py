"""Puzzles for browsers, by ALTCHA's proof of work (altcha.org), and a sum in words for people without script."""

import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

import altcha
import jwt

from chalicelib.services.ports import Ids, Puzzle

ALGORITHM: Final = "PBKDF2/SHA-256"
COST: Final = 5_000
"""Iterations for each of 256 guesses on average: about a second of a cheap phone's time, a millisecond of ours."""

LIFE: Final = timedelta(hours=2)
LEAST_SECONDS: Final = 3
"""A person takes longer than that to read and answer a question."""

AUDIENCE: Final = "loket-puzzle"
MOST_SYMBOLS: Final = 4_000
TERM: Final = 9


@dataclass(frozen=True, slots=True, repr=False)
class AltchaPuzzles:
    """Nothing is stored: the puzzle comes back sealed (JWT, HMAC-SHA256), and its id makes one application at most."""

    key: bytes
    ids: Ids
    cost: int = COST

    def make(self, now: datetime, bound_to: str = "") -> Puzzle:
        """Two terms from 1 to 9, and work bound to the same id."""
        name = self.ids.new_id()
        terms = self._terms(name)
        claims = {"aud": AUDIENCE, "jti": name, "iat": now, "exp": now + LIFE, "for": self._bond(bound_to)}
        challenge = altcha.create_challenge(ALGORITHM, self.cost, data={"id": name}, hmac_secret=self.key)
        sealed = jwt.encode(claims, self.key, algorithm="HS256")
        return Puzzle(json.dumps(challenge.to_dict()), terms, sealed)

    def check(self, sealed: str, solution: str, answer: str, now: datetime, bound_to: str = "") -> str | None:
        """The id, where the work or the sum is right; the sum only once a person could have read it."""
        claims = self._open(sealed)
        if claims is None or now.timestamp() >= claims["exp"] or claims.get("for") != self._bond(bound_to):
            return None
        name = str(claims["jti"])
        if solution:
            return name if self._is_worked(name, solution) else None
        is_read = now.timestamp() - claims["iat"] >= LEAST_SECONDS
        return name if is_read and answer.strip() == str(sum(self._terms(name))) else None

    def _bond(self, bound_to: str) -> str:
        return hmac.new(self.key, f"for|{bound_to}".encode(), sha256).hexdigest()

    def _open(self, sealed: str) -> dict[str, Any] | None:
        checks: Any = {"require": ["exp", "iat", "jti", "aud"], "verify_exp": False, "verify_iat": False}
        try:
            return dict(jwt.decode(sealed, self.key, algorithms=["HS256"], audience=AUDIENCE, options=checks))
        except jwt.InvalidTokenError:
            return None

    def _is_worked(self, name: str, solution: str) -> bool:
        if len(solution) > MOST_SYMBOLS:
            return False
        try:
            data = altcha.Payload.from_base64(solution).challenge.parameters.data
            worked = altcha.verify_solution(solution, self.key).verified
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return False
        return bool(worked) and data == {"id": name}

    def _terms(self, name: str) -> tuple[int, int]:
        """A function of the id that nobody can compute from the outside."""
        digest = hmac.new(self.key, f"terms|{name}".encode(), sha256).digest()
        return digest[0] % TERM + 1, digest[1] % TERM + 1
