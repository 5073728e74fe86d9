"""What is wrong with a folder, before anything of it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: where, a stable code, and the envelope it holds up; no envelope means that it holds up the batch."""

    where: str
    code: str
    envelope: str = ""
    params: Mapping[str, str] = field(default_factory=dict)


class ClientError(Exception):
    """The command cannot go on. `name` is a text of the catalogue's section `sender`, filled with `values`."""

    def __init__(self, name: str, **values: str) -> None:
        """Nothing personal is among the values."""
        super().__init__(f"{name} {values}")
        self.name = name
        self.values = values


class LineDownError(ClientError):
    """The office could not be reached for as long as the person was ready to wait."""


class RefusedError(ClientError):
    """The office answered and refused; `findings` are its reasons in its own words."""

    def __init__(self, status: int, title: str, findings: tuple[tuple[str, str, str], ...]) -> None:
        """Each of `findings` is place, code and sentence."""
        super().__init__("refused", title=title)
        self.status = status
        self.findings = findings

    def has(self, code: str) -> bool:
        """Whether this code is among the reasons."""
        return any(code == found for _, found, _ in self.findings)
