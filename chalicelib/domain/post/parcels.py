"""Parcels: the jobs that a batch is split by. Envelopes that share a file are read together, each file once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from chalicelib.domain.post.manifest import EnvelopeEntry

MOST_PARCELS: Final = 90
"""DynamoDB stores at most 100 items in one transaction, and the batch itself is one of them."""

Group = tuple[EnvelopeEntry, ...]


def deal_out(entries: Iterable[EnvelopeEntry], files: Sequence[str], most: int) -> tuple[tuple[Group, ...], ...]:
    """Deal groups out over at least one and at most `most` parcels: the largest first, each to the lightest parcel."""
    groups = group(entries, {name: place for place, name in enumerate(files)})
    parcels: list[list[int]] = [[] for _ in range(max(1, min(most, len(groups))))]
    weights = [0] * len(parcels)
    for index in sorted(range(len(groups)), key=lambda index: (-_pages(groups[index]), index)):
        lightest = weights.index(min(weights))
        parcels[lightest].append(index)
        weights[lightest] += _pages(groups[index])
    return tuple(tuple(groups[index] for index in sorted(parcel)) for parcel in sorted(parcels))


def group(entries: Iterable[EnvelopeEntry], places: Mapping[str, int]) -> tuple[Group, ...]:
    """Envelopes that share a file, directly or through others; each group in the order of files and pages."""
    above: dict[str, str] = {}

    def root(name: str) -> str:
        while (higher := above.setdefault(name, name)) != name:
            above[name] = name = above[higher]
        return name

    known = tuple(entries)
    for entry in known:
        for scan in entry.scans[1:]:
            above[root(scan.file)] = root(entry.scans[0].file)
    groups: dict[str, list[EnvelopeEntry]] = {}
    for entry in known:
        groups.setdefault(root(entry.scans[0].file), []).append(entry)
    return tuple(tuple(sorted(members, key=lambda entry: _start(entry, places))) for members in groups.values())


def _start(entry: EnvelopeEntry, places: Mapping[str, int]) -> tuple[int, int]:
    return min((places[scan.file], scan.first or 1) for scan in entry.scans)


def _pages(members: Group) -> int:
    return sum(entry.page_count for entry in members)
