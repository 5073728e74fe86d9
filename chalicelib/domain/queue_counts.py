"""How many lines stand in each work list, by service, kecamatan and channel, and what a change adds and takes."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

ALL: Final = "n"
"""The number of all lines of a list."""


_LETTERS: Final = {"service": "s", "area": "a", "channel": "c"}


@dataclass(frozen=True, slots=True)
class Line:
    """Where an item stands at one version; without a queue it stands nowhere. Nothing personal."""

    version: int
    queue: str = ""
    service: str = ""
    area: str = ""
    channel: str = ""

    def names(self) -> tuple[str, ...]:
        """The numbers it is counted in, within its list; none where it stands nowhere."""
        if not self.queue:
            return ()
        facets = ((letter, getattr(self, facet)) for facet, letter in _LETTERS.items())
        return (ALL, *(f"{letter}#{value}" for letter, value in facets if value))


Deltas = Mapping[str, Mapping[str, int]]
"""Work list → number → what is added; never 0."""


def deltas(before: Line | None, after: Line | None) -> Deltas:
    """What a change from one line to another does to the counts; empty where it does nothing."""
    found: dict[str, Counter[str]] = {}
    for line, sign in ((before, -1), (after, 1)):
        if line is not None and line.queue:
            counter = found.setdefault(line.queue, Counter())
            for name in line.names():
                counter[name] += sign
    kept = {queue: {name: change for name, change in counter.items() if change} for queue, counter in found.items()}
    return {queue: changes for queue, changes in kept.items() if changes}


def step_of(before: Line | None, after: Line | None) -> str:
    """What tells one change of an item from its others: the version it has since, or had when it went."""
    if after is not None:
        return f"{after.version}"
    return f"{before.version}-gone" if before is not None else "nothing"


def total(lines: Iterable[Line]) -> Mapping[str, int]:
    """The counts of one work list that consists of these lines."""
    return Counter(name for line in lines for name in line.names())


def differing(was: Mapping[str, int], found: Mapping[str, int]) -> Mapping[str, tuple[int, int]]:
    """The numbers of which one says another than the other: what was said, and what was found."""
    both = {name: (was.get(name, 0), found.get(name, 0)) for name in sorted({*was, *found})}
    return {name: pair for name, pair in both.items() if pair[0] != pair[1]}


def of_facet(numbers: Mapping[str, int], facet: str) -> dict[str, int]:
    """The numbers of a list by service, kecamatan ("area") or channel: value → lines."""
    prefix = f"{_LETTERS[facet]}#"
    return {name.removeprefix(prefix): number for name, number in numbers.items() if name.startswith(prefix)}
