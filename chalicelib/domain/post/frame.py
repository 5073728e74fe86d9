"""The frame of a manifest: what refuses the batch as a whole. Read from any JSON, right or wrong."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import TypeAdapter, ValidationError

from chalicelib.domain.errors import Fault
from chalicelib.domain.post.faults import faults_of
from chalicelib.domain.post.manifest import Day, ManifestFrame

_DAY: TypeAdapter[date] = TypeAdapter(Day)


@dataclass(frozen=True, slots=True, repr=False)
class ListedFile:
    """A file as the manifest lists it, as far as that can be read; `place` counts from 0."""

    place: int
    name: str
    type: object


def items_of(value: Any, name: str) -> list[Any]:  # noqa: ANN401 - any JSON
    """The items of a list in an object; none where there is no such list."""
    items = value.get(name) if isinstance(value, dict) else None
    return items if isinstance(items, list) else []


def listed_files(value: Any) -> tuple[ListedFile, ...]:  # noqa: ANN401 - any JSON
    """The files that have a name."""
    listed = enumerate(items_of(value, "files"))
    named = ((n, item) for n, item in listed if isinstance(item, dict) and isinstance(item.get("name"), str))
    return tuple(ListedFile(n, item["name"], item.get("type")) for n, item in named)


def read_frame(value: Any) -> tuple[ManifestFrame | None, list[Fault]]:  # noqa: ANN401 - any JSON
    """The frame, None when a field of it is wrong, and every fault."""
    faults = [*_same_names(listed_files(value)), *_days(value)]
    try:
        return ManifestFrame.model_validate(value), faults
    except ValidationError as error:
        return None, [*faults_of(error), *faults]


def not_claimed(files: Sequence[ListedFile], claimed: Iterable[str]) -> tuple[ListedFile, ...]:
    """Files that no envelope names."""
    names = frozenset(claimed)
    return tuple(file for file in files if file.name not in names)


def _same_names(files: Iterable[ListedFile]) -> Iterator[Fault]:
    seen: set[str] = set()
    for file in files:
        if file.name.lower() in seen:
            yield Fault(f"files.{file.place}.name", "name_twice")
        seen.add(file.name.lower())


def _days(value: Any) -> Iterator[Fault]:  # noqa: ANN401 - any JSON
    received, opened = _day(value, "received_on"), _day(value, "opened_on")
    if received and opened and opened < received:
        yield Fault("opened_on", "before_received")


def _day(value: Any, name: str) -> date | None:  # noqa: ANN401 - any JSON
    try:
        return _DAY.validate_python(value.get(name) if isinstance(value, dict) else None, strict=True)
    except ValidationError:
        return None
