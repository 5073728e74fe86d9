"""What Loket adds to a request: the real app on in-memory ports beside a Chalice handler that does next to nothing."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, write_figures
from benchmarks.spine import events, samples
from benchmarks.spine.memory import memory_services
from benchmarks.spine.reference_app import app as reference
from benchmarks.timing import Prepare, mean, micro, ratio, take_turns
from chalicelib.bootstrap import Services, use_services

ROUNDS = 60
CALLS = 25
OK = 200
AIM = 3.0
PLAIN = "Chalice, one Pydantic body, one Powertools line"
BARE = "bare Chalice handler"


def prepare_tracking(handler: Callable[..., Any], services: Services) -> Prepare:
    """Follow one submitted case, again and again."""
    stored = next(samples.submitted("tracked"))
    case = services.ports.cases.create(stored, samples.SEALED)
    event = events.tracking(str(case.receipt), str(services.track.pin_of(case)))
    check(handler, event)
    return lambda: partial(handler, event, None)


def prepare_submission(handler: Callable[..., Any], services: Services) -> Prepare:
    """Hand in a draft that nobody handed in before."""
    drafts = samples.drafts("submitted")

    def prepare() -> Callable[[], object]:
        case = services.ports.cases.create(next(drafts), samples.SEALED)
        return partial(handler, events.submission(str(case.receipt)), None)

    answer: Any = prepare()()
    must_be_ok(answer)
    return prepare


def check(handler: Callable[..., Any], event: events.Event) -> None:
    """A request that is refused is quick and tells nothing."""
    must_be_ok(handler(event, None))


def must_be_ok(answer: dict[str, Any]) -> None:
    """Raises RuntimeError."""
    if answer["statusCode"] != OK:
        raise RuntimeError(f"answered {answer['statusCode']}: {answer['body']}")


def plain_event(path: str) -> events.Event:
    """A request of the reference."""
    event = events.tracking("TESTTESTTE5", "000000")
    return event | {"resource": path, "requestContext": event["requestContext"] | {"resourcePath": path}}


def measure() -> list[Figure]:
    """Interleaved in this process."""
    services = memory_services()
    use_services(services)
    from app import app  # noqa: PLC0415 - the services come first, so that nothing looks for AWS

    seconds = take_turns(
        {
            "tracking": prepare_tracking(app, services),
            "plain": lambda: partial(reference, plain_event("/plain"), None),
            "submit": prepare_submission(app, services),
            "bare": lambda: partial(reference, plain_event("/bare"), None),
        },
        ROUNDS,
        CALLS,
    )
    return figures_of(seconds)


def figures_of(seconds: dict[str, float]) -> list[Figure]:
    """The ratios first, the times they are made of after them."""
    plain = f"{micro(seconds['plain'])} µs: {PLAIN}"
    ratios = {name: ratio(seconds[name], seconds["plain"]) for name in ("tracking", "submit")}
    return [
        Figure("request_overhead_ratio", mean(list(ratios.values())), "x", AIM, plain),
        *(Figure(f"request_overhead_ratio_{name}", value, "x", AIM, plain) for name, value in ratios.items()),
        *(Figure(f"request_time_{name}", micro(seconds[name]), "µs", None, plain) for name in ratios),
        Figure("request_time_bare_chalice", micro(seconds["bare"]), "µs", None, BARE),
    ]


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(write_figures(measure()), encoding="utf-8")
