"""An edition: everything that an overlay may change, as it is served."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from chalicelib.domain.catalogue import Catalogue
from chalicelib.domain.messages import Messages
from chalicelib.domain.office import Office
from chalicelib.domain.overlay.changes import LocalChanges
from chalicelib.domain.overlay.version import Overlay
from chalicelib.domain.text import Text


@dataclass(frozen=True, slots=True)
class Edition:
    """Catalogue, messages and office that belong together; the version of the catalogue names the edition."""

    catalogue: Catalogue
    messages: Messages
    office: Office

    def under(self, overlay: Overlay | None) -> Self:
        """What is shipped with a sound overlay on top. The version of the catalogue tells the overlay too."""
        if overlay is None:
            return self
        changes, version = overlay.changes, f"{self.catalogue.version}+{overlay.number}"
        return type(self)(
            catalogue=self.catalogue.with_requirements(version, changes.requirements()),
            messages=self.messages.with_texts(changes.messages),
            office=changes.office_of(self.office),
        )

    def differing_texts(self, other: Self, *changes: LocalChanges) -> Iterator[tuple[str, Text | None, Text | None]]:
        """Path, text here and text there, of those that `changes` name and that are not the same."""
        for path in sorted({path for change in changes for path in change.messages}):
            here, there = self.messages.template(path), other.messages.template(path)
            if here != there:
                yield path, here, there


def overlay_number(version: str) -> int:
    """The overlay that a version of the catalogue tells: `<edition>+<digest>+<number>`; 0 where it tells none."""
    number = version.partition("+")[2].partition("+")[2]
    return int(number) if number.isascii() and number.isdigit() else 0
