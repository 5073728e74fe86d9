"""What people read that is not in the service catalogue: findings, states, problems, notices, the receipt."""

from chalicelib.domain.messages.gsm7 import count_segments, is_gsm7
from chalicelib.domain.messages.messages import (
    InvalidMessagesError,
    Messages,
    NoticeWords,
    ProblemWords,
    StateWords,
    VerdictWords,
)

__all__ = [
    "InvalidMessagesError",
    "Messages",
    "NoticeWords",
    "ProblemWords",
    "StateWords",
    "VerdictWords",
    "count_segments",
    "is_gsm7",
]
