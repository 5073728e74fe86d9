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
from chalicelib.domain.messages.notice_values import Occasion, build_notice_values

__all__ = [
    "InvalidMessagesError",
    "Messages",
    "NoticeWords",
    "Occasion",
    "ProblemWords",
    "StateWords",
    "VerdictWords",
    "build_notice_values",
    "count_segments",
    "is_gsm7",
]
