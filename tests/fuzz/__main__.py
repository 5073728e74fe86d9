"""Run one target for so many seconds with atheris; what it finds is kept in build/fuzz, and the exit status tells."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Instrument the project's code and Pillow's, write the seeds, and let libFuzzer run."""
    with atheris.instrument_imports(include=["chalicelib", "PIL"]):
        from tests.fuzz.targets import TARGETS  # noqa: PLC0415 - instrumented while it is imported

    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--again", type=Path, help="run one kept input instead")
    options = parser.parse_args()
    target = TARGETS[options.target]
    target.prepare()
    if options.again:
        target.run(options.again.read_bytes())
        return
    _fuzz(options.target, options.seconds, target.run)


def _fuzz(name: str, seconds: int, run: Callable[[bytes], None]) -> None:
    from tests.fuzz.seeds import write_seeds  # noqa: PLC0415 - needs drawing, which is not under test
    from tests.fuzz.targets import TARGETS  # noqa: PLC0415

    kept = ROOT / "build" / "fuzz"
    corpus = kept / f"{name}-corpus"
    write_seeds(name, TARGETS[name], corpus)
    # The tracing itself takes memory for as long as it runs; that ours stays flat is tested without it.
    flags = [
        f"-max_total_time={seconds}", "-timeout=25", "-rss_limit_mb=6144", f"-artifact_prefix={kept}/{name}-",
        "-max_len=262144", "-print_final_stats=1",
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *flags, str(corpus)], run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
