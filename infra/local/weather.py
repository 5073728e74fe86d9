"""How the providers of this machine behave, and the page on which a developer says so."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final


@dataclass(frozen=True)
class Weather:
    """How the providers behave. Each field but the last two is a share from 0 to 1, drawn anew for each message.

    refused: a 400, not taken. throttled: a 429, not taken. broken: a 500, not taken. broken_after: a 500, and sent.
    lost: a 200, never sent, and nothing is reported. undelivered: reported as failed. silent: no report.
    doubled: each report twice. wavering: reported as sent, as delivered and, every other one, as failed, in any order.
    `delay`: seconds until a report, at most half as long again. `seed`: of the draws.
    """

    refused: float = 0
    throttled: float = 0
    broken: float = 0
    broken_after: float = 0
    lost: float = 0
    undelivered: float = 0
    silent: float = 0
    doubled: float = 0
    wavering: float = 0
    delay: float = 1
    seed: float = 1

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> "Weather":
        """Raises TypeError, ValueError for what is no weather."""
        if not isinstance(told, Mapping):
            raise TypeError("a weather is an object")
        unknown = told.keys() - {known.name for known in fields(cls)}
        if unknown:
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
        said = {name: float(value) for name, value in told.items()}
        wrong = [name for name, value in said.items() if not 0 <= value <= (1 if name in _SHARES else 10**9)]
        if wrong:
            raise ValueError(f"out of range: {', '.join(sorted(wrong))}")
        return cls(**said)


_SHARES: Final = {known.name for known in fields(Weather)} - {"delay", "seed"}
_MEANINGS: Final = {
    "refused": "answers 400, takes nothing",
    "throttled": "answers 429, takes nothing",
    "broken": "answers 500, takes nothing",
    "broken_after": "answers 500, and sends it",
    "lost": "answers 200, sends and reports nothing",
    "undelivered": "reported as failed",
    "silent": "sent, and never reported",
    "doubled": "each report comes twice",
    "wavering": "reported as sent, delivered and, every other one, failed, in any order",
    "delay": "seconds until a report",
    "seed": "of the draws: the same seed, the same weather",
}

_STYLE: Final = (
    "body{font:1rem system-ui;max-width:40rem;margin:2rem auto;padding:0 1rem}p{margin:.7rem 0}"
    "label{display:block}input,button{font:inherit;padding:.3rem}:root{color-scheme:light dark}"
)


def weather_page(weather: Weather, desk: str) -> str:
    """A form of the weather that holds now."""
    rows = "".join(_row(name, value) for name, value in asdict(weather).items())
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Loket: how the providers behave</title><style>{_STYLE}</style><h1>How the providers behave</h1>"
        f'<p><a href="{desk}">What was sent</a></p><p>Shares of messages from 0 to 1, and two numbers.</p>'
        f'<form method="post" action="/weather">{rows}<p><button>Let it hold from now on</button></p></form></html>'
    )


def _row(name: str, value: float) -> str:
    most = "" if name in {"delay", "seed"} else ' max="1"'
    field = f'<input id="{name}" name="{name}" type="number" min="0"{most} step="any" value="{value:g}" required>'
    return f'<p><label for="{name}"><b>{name}</b>: {_MEANINGS[name]}</label>{field}</p>'
