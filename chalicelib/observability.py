"""Logs and measures: one JSON line an event, with names and ids and never a personal value."""

import re
from typing import Any, Final

from aws_lambda_powertools import Logger, single_metric
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter
from aws_lambda_powertools.metrics import MetricUnit
from typing_extensions import override

NUMBERS: Final = re.compile(r"\d{16}(?<!\d{17})(?!\d)|\+62\d{8,13}")
"""Begins with the digits: a look-behind in front would be tried at every letter of every line."""

ADDRESSES: Final = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")


def redact(text: str) -> str:
    """The text without anything shaped like a NIK, a No. KK, an Indonesian phone number or an e-mail address."""
    text = ADDRESSES.sub("[redacted]", text) if "@" in text else text
    return NUMBERS.sub("[redacted]", text)


class RedactingFormatter(LambdaPowertoolsFormatter):
    """The last gate: values should never come this far, and if one does it stops here."""

    @override
    def serialize(self, log: Any) -> str:
        """An error is named with its frames; its text is left out, for it may quote what was read."""
        for name in ("exception", "exception_notes"):
            log.pop(name, None)
        if "stack_trace" in log:
            log["stack_trace"] = {key: part for key, part in log["stack_trace"].items() if key != "value"}
        return redact(super().serialize(log))


class _Log:
    """Fixed event names with keywords; a sentence with a value in it cannot be written by accident."""

    def __init__(self) -> None:
        self._logger = Logger(service="loket", logger_formatter=RedactingFormatter())

    def info(self, event: str, **facts: str | float | None) -> None:
        """Something happened."""
        self._logger.info(event, extra=facts)

    def warning(self, event: str, **facts: str | float | None) -> None:
        """Something happened that a person may want to look at."""
        self._logger.warning(event, extra=facts)

    def exception(self, event: str, **facts: str | float | None) -> None:
        """An error nobody expected, with its trace."""
        self._logger.exception(event, extra=facts)  # noqa: LOG004 - its callers are the handlers

    def correlate(self, request_id: str) -> None:
        """Put this id on the lines that follow."""
        self._logger.set_correlation_id(request_id)


logger: Final = _Log()


def measure(name: str, value: float, *, unit: MetricUnit = MetricUnit.Count, **dimensions: str) -> None:
    """One line of the log that CloudWatch turns into a measure of the stage's own (its embedded metric format).

    Dimensions are codes, and few for each name.
    """
    with single_metric(name=name, unit=unit, value=value) as metric:
        for dimension, code in dimensions.items():
            metric.add_dimension(name=dimension, value=code)
