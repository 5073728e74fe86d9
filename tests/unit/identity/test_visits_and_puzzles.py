"""What a browser keeps and what it has to solve: genuine, of this week or the last, and never of use elsewhere."""

from dataclasses import replace
from datetime import datetime, timedelta

import altcha
import jwt
import pytest

from chalicelib.adapters.identity.puzzles import LIFE, AltchaPuzzles
from chalicelib.adapters.identity.resident_tokens import JwtResidentTokens
from chalicelib.adapters.identity.visit_tokens import AUDIENCE, JwtVisitTokens
from chalicelib.domain.access import Visit, Visitor
from chalicelib.domain.errors import UnauthorizedError
from chalicelib.domain.identifiers import ReceiptNumber
from tests.fakes import EPOCH, FakeIds

KEY = b"a made-up key of thirty-two bytes"
TOKENS = JwtVisitTokens(KEY)
VISITOR = Visitor(receipt=ReceiptNumber.parse("TESTTESTTE5"), pin_version=2)
VISIT = Visit(visitor=VISITOR, remembers=False, assisted=True)
PUZZLES = AltchaPuzzles(KEY, FakeIds())


def test_a_visit_comes_back_as_it_was() -> None:
    assert TOKENS.read(TOKENS.issue(VISIT, EPOCH), EPOCH) == VISIT


def test_a_visit_ends_after_its_life() -> None:
    token = TOKENS.issue(VISIT, EPOCH)
    assert TOKENS.read(token, EPOCH + Visit.LIFE - timedelta(seconds=1)) == VISIT
    with pytest.raises(UnauthorizedError):
        TOKENS.read(token, EPOCH + Visit.LIFE)


def test_a_visit_over_the_change_of_the_key_goes_on() -> None:
    start = EPOCH
    while TOKENS._key(_week(start)) == TOKENS._key(_week(start + timedelta(hours=1))):
        start += timedelta(hours=1)
    assert TOKENS.read(TOKENS.issue(VISIT, start), start + timedelta(hours=1)) == VISIT


def _week(moment: datetime) -> int:
    return int(moment.timestamp()) // (7 * 86_400)


def test_another_generation_ends_every_visit() -> None:
    with pytest.raises(UnauthorizedError):
        replace(TOKENS, generation=2).read(TOKENS.issue(VISIT, EPOCH), EPOCH)


def test_a_key_of_long_ago_signs_nothing() -> None:
    old = jwt.encode(
        {"aud": AUDIENCE, "sub": "TESTTESTTE5", "pv": 2, "exp": EPOCH + timedelta(hours=1)},
        TOKENS._key(_week(EPOCH) - 2),
        algorithm="HS256",
    )
    with pytest.raises(UnauthorizedError):
        TOKENS.read(old, EPOCH)


@pytest.mark.parametrize("token", ["", "a.b.c", JwtResidentTokens(KEY).issue(VISITOR, EPOCH)])
def test_what_is_no_visit_opens_none(token: str) -> None:
    with pytest.raises(UnauthorizedError):
        TOKENS.read(token, EPOCH)


def test_a_visit_is_no_token_of_the_api() -> None:
    with pytest.raises(UnauthorizedError):
        JwtResidentTokens(KEY).read(TOKENS.issue(VISIT, EPOCH), EPOCH)


def test_a_sum_is_right_only_after_it_could_be_read() -> None:
    puzzle = PUZZLES.make(EPOCH)
    right = str(sum(puzzle.question))
    assert PUZZLES.check(puzzle.sealed, "", right, EPOCH + timedelta(seconds=1)) is None
    assert PUZZLES.check(puzzle.sealed, "", right, EPOCH + timedelta(seconds=4)) is not None
    assert PUZZLES.check(puzzle.sealed, "", f" {right} ", EPOCH + timedelta(seconds=4)) is not None
    assert PUZZLES.check(puzzle.sealed, "", "1", EPOCH + timedelta(seconds=4)) is None
    assert PUZZLES.check(puzzle.sealed, "", right, EPOCH + LIFE) is None


def test_what_is_sealed_does_not_tell_the_sum() -> None:
    puzzle = PUZZLES.make(EPOCH)
    claims = jwt.decode(puzzle.sealed, options={"verify_signature": False})
    assert set(claims) == {"aud", "jti", "iat", "exp", "for"}


@pytest.mark.parametrize("solution", ["no base64", "e30=", "bnVsbA==", "W10=", "A" * 5_000])
def test_what_is_no_solution_solves_nothing(solution: str) -> None:
    puzzle = PUZZLES.make(EPOCH)
    assert PUZZLES.check(puzzle.sealed, solution, str(sum(puzzle.question)), EPOCH + timedelta(minutes=1)) is None


def test_easier_work_of_ones_own_making_solves_nothing() -> None:
    puzzle = PUZZLES.make(EPOCH)
    name = jwt.decode(puzzle.sealed, options={"verify_signature": False})["jti"]
    own = altcha.create_challenge("PBKDF2/SHA-256", 1, data={"id": name}, hmac_secret=b"another")
    solved = altcha.solve_challenge(own)
    assert solved is not None
    assert PUZZLES.check(puzzle.sealed, altcha.Payload(own, solved).to_base64(), "", EPOCH) is None
