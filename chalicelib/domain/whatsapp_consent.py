"""Consent to WhatsApp: given with the telephone number, and taken back at any time."""

from datetime import datetime
from typing import Final

from chalicelib.domain.access import Actor
from chalicelib.domain.applicant import PersonalData
from chalicelib.domain.case import Case, Change, move

CHANNEL: Final = "whatsapp"


def withdraw(case: Case, actor: Actor, now: datetime) -> Change | None:
    """From now on nothing more goes by WhatsApp; None where nothing did."""
    if CHANNEL not in case.reachable:
        return None
    left = tuple(channel for channel in case.reachable if channel != CHANNEL)
    return move(case, action="whatsapp_withdrawn", actor=actor, now=now, updates={"reachable": left})


def without_whatsapp(personal: PersonalData) -> PersonalData:
    """The personal part that belongs to it; the number stays for other ways."""
    contact = personal.contact.model_copy(update={"whatsapp": False})
    return personal.model_copy(update={"contact": contact})
