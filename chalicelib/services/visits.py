"""A resident's visit in one browser: what it keeps, and the proof that a form was given to it and to no other."""

import hmac
from dataclasses import dataclass

from chalicelib.domain.access import Visit
from chalicelib.domain.identifiers import IdempotencyKey
from chalicelib.services.keys import Keys, keyed_digest
from chalicelib.services.ports import Clock, Ids, VisitTokens


@dataclass(frozen=True, slots=True)
class Visits:
    """Nothing is stored: what a browser keeps is signed."""

    tokens: VisitTokens
    ids: Ids
    keys: Keys
    clock: Clock

    def new_browser(self) -> str:
        """An id of chance for a browser that has none."""
        return self.ids.new_id()

    def seal(self, visit: Visit) -> str:
        """What the browser keeps, from now on."""
        return self.tokens.issue(visit, self.clock.now())

    def read(self, token: str) -> Visit:
        """Raises UnauthorizedError."""
        return self.tokens.read(token, self.clock.now())

    def intent_of(self, browser: str, puzzle: str) -> IdempotencyKey:
        """The key under which a puzzle that one browser solved, by its id, begins one application at most."""
        return IdempotencyKey.parse(keyed_digest(self.keys.puzzle, "intent", f"{browser}|{puzzle}"))

    def form_token(self, browser: str, form: str) -> str:
        """What one form of one browser carries (OWASP: HMAC-based token pattern). `browser` is the id it keeps."""
        return keyed_digest(self.keys.form, "form", f"{browser}|{form}")

    def is_own_form(self, browser: str, form: str, token: str) -> bool:
        """Whether a form was given to this browser; compared in constant time."""
        return hmac.compare_digest(self.form_token(browser, form).encode(), token.encode())
