"""Puzzles of the residents' API, worked out as a client of it does."""

from collections.abc import Mapping
from typing import Any

import altcha


def solve(puzzle: Mapping[str, Any]) -> dict[str, str]:
    """What `POST /v1/applications` takes as `puzzle`, of an answer of `GET /v1/puzzles`; about a second of work."""
    challenge = altcha.Challenge.from_dict(puzzle["challenge"])
    solution = altcha.solve_challenge(challenge)
    if solution is None:
        raise TimeoutError("the puzzle was not solved in time")
    return {"sealed": puzzle["sealed"], "solution": altcha.Payload(challenge, solution).to_base64()}
