"""Addresses that nothing is sent to any more: what they bounced, complained about, or did not want."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict


class SuppressionReason(StrEnum):
    """Why: to send on to bounced addresses costs a sender its good name; the others are a person's own word."""

    BOUNCED = "bounced"
    COMPLAINED = "complained"
    OPTED_OUT = "opted_out"


class Suppression(BaseModel):
    """One address on one channel, known by its keyed hash alone."""

    model_config = ConfigDict(frozen=True)

    schema_version: Literal[1] = 1
    reason: SuppressionReason
    since: datetime
