"""What the command says, from the office's own catalogue of texts."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.catalogue import load_messages
from chalicelib.domain.text import Language
from client.findings import Finding


@dataclass(frozen=True, slots=True)
class Words:
    """Indonesian or English."""

    language: Language = Language.INDONESIAN

    def say(self, name: str, **values: str) -> str:
        """A text of the section `sender`."""
        return load_messages().sender(name, self.language, values)

    def sentence(self, finding: Finding) -> str:
        """What is wrong, in a sentence."""
        return load_messages().fault(finding.code, finding.params, self.language)

    def end(self, code: str, params: Mapping[str, str] | None = None) -> str:
        """The words of a code of the postal channel."""
        return load_messages().post(code, params or {}, self.language)
