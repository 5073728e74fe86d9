"""No provider at all: what a training office tells is kept as a notice and goes nowhere."""

from dataclasses import dataclass
from typing import Final

from typing_extensions import override

from chalicelib.domain.notification import Message
from chalicelib.services.ports import Messenger

KEPT: Final = "sandbox"
"""Stands where a provider's id would."""


@dataclass(frozen=True, slots=True)
class SandboxMessenger(Messenger):
    """Takes every message and calls nobody. No report ever follows, so that news of it ends on the list of staff."""

    @override
    def send(self, message: Message) -> str:
        return KEPT
