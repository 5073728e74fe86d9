"""The child: what it may not do, and that losing it costs one verdict and nothing more."""

import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chalicelib.adapters.imaging import Limits, SandboxedInspector
from chalicelib.adapters.imaging.child import Child
from chalicelib.adapters.imaging.scans import ScanLimits
from chalicelib.adapters.imaging.scans.child import ScanChild
from chalicelib.adapters.imaging.seccomp import ALLOWED, CLONE, CLONE3, FCNTL, PRLIMIT
from chalicelib.domain.document import Inspection, MediaType
from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.finding import FindingCode
from tests.papers import draw_paper
from tests.unit.imaging.given import encoded, pdf_that_never_ends, picture

_ROOT = Path(__file__).resolve().parents[3]
_MEBIBYTE = 1024 * 1024


def _child(inspector: SandboxedInspector) -> Child:
    inspector.warm_up()
    assert inspector._child is not None
    return inspector._child


def _failed(inspection: Inspection) -> bool:
    return [finding.code for finding in inspection.findings] == [FindingCode.INSPECTION_FAILED]


def _memory_peak(process: int, kind: str = "VmHWM") -> int:
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(kind))


def _run(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], cwd=_ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_child_killed_in_the_middle_is_a_verdict() -> None:
    paper = draw_paper("KK")
    with SandboxedInspector() as inspector, ThreadPoolExecutor() as pool:
        child = _child(inspector)
        os.kill(child.pid, signal.SIGSTOP)
        answer = pool.submit(inspector.inspect, paper, MediaType.JPEG)
        while child.served == 0:
            time.sleep(0.01)
        os.kill(child.pid, signal.SIGKILL)
        assert _failed(answer.result(timeout=30))
        assert not inspector.inspect(paper, MediaType.JPEG).is_refused
        assert _child(inspector) is not child


def test_child_that_died_idle_costs_no_file() -> None:
    with SandboxedInspector() as inspector:
        child = _child(inspector)
        os.kill(child.pid, signal.SIGKILL)
        child._process.wait()
        assert not inspector.inspect(draw_paper("KK"), MediaType.JPEG).is_refused


def test_file_that_takes_for_ever_is_given_up() -> None:
    with SandboxedInspector(Limits(wall_seconds=1.0)) as inspector:
        assert _failed(inspector.inspect(pdf_that_never_ends(), MediaType.PDF))
        assert not inspector.inspect(draw_paper("KTP"), MediaType.JPEG).is_refused


def test_kernel_ends_a_child_that_calculates_too_long() -> None:
    with SandboxedInspector(Limits(cpu_seconds=0, wall_seconds=60)) as inspector:
        child = _child(inspector)
        assert _failed(inspector.inspect(pdf_that_never_ends(), MediaType.PDF))
        assert child._process.returncode in {-signal.SIGXCPU, -signal.SIGKILL}


def test_file_that_wants_too_much_memory_is_given_up() -> None:
    bomb = encoded(picture((7300, 5400), "P", 1), "PNG")
    with SandboxedInspector(Limits(memory_bytes=256 * _MEBIBYTE)) as inspector:
        assert _failed(inspector.inspect(bomb, MediaType.PNG))
        assert not inspector.inspect(draw_paper("KTP"), MediaType.JPEG).is_refused


def test_forty_million_pixels_fit_into_the_memory() -> None:
    largest = encoded(picture((7300, 5470), "RGBA", (9, 9, 9, 9)), "WEBP", lossless=True, method=0)
    with SandboxedInspector() as inspector:
        assert not inspector.inspect(largest, MediaType.WEBP).is_refused


def test_child_has_no_environment_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "made-up")
    monkeypatch.setenv("LOKET_MASTER_SECRET", "made-up")
    with SandboxedInspector() as inspector:
        environment = Path(f"/proc/{_child(inspector).pid}/environ").read_bytes().decode()
    names = {entry.partition("=")[0] for entry in environment.split("\0") if entry}
    assert names <= {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MALLOC_ARENA_MAX", "LD_LIBRARY_PATH"}


def test_child_runs_under_its_limits() -> None:
    with SandboxedInspector() as inspector:
        inspector.inspect(draw_paper("KTP"), MediaType.JPEG)
        text = Path(f"/proc/{_child(inspector).pid}/limits").read_text(encoding="ascii")
    limits = {line[:26].strip(): line[26:].split() for line in text.splitlines()}
    assert limits["Max address space"][:2] == [str(1024 * _MEBIBYTE)] * 2
    assert limits["Max file size"][:2] == ["0", "0"]
    assert limits["Max open files"][:2] == ["4", "4"]
    assert int(limits["Max cpu time"][0]) <= 25


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.socket()",
        "open('/etc/hostname')",
        "import os; os.pipe()",
        "import subprocess, os; os.dup(0)",
    ],
)
def test_confined_process_can_open_nothing(attempt: str) -> None:
    program = f"""
import socket, os, subprocess
from chalicelib.adapters.imaging.confinement import close_the_door, limit_resources
os.dup(1)
limit_resources(1 << 30)
close_the_door()
try:
    {attempt}
except OSError as error:
    print(error.strerror)
"""
    assert _run(program) == "Too many open files"


def test_confined_process_that_is_handed_a_file_can_open_no_other() -> None:
    program = """
import os, socket
from chalicelib.adapters.imaging.confinement import close_the_door_but_for_one, door_ajar, limit_resources

def attempt():
    try:
        os.open('/etc/hostname', os.O_RDONLY)
    except OSError as error:
        print(error.strerror)

limit_resources(1 << 30)
ours, theirs = socket.socketpair()
handed = os.open('/etc/hostname', os.O_RDONLY)
socket.send_fds(ours, [b'.'], [handed])
os.close(handed)
close_the_door_but_for_one()
attempt()
with door_ajar():
    _, (received,), _, _ = socket.recv_fds(theirs, 1, 1)
attempt()
os.close(received)
attempt()
"""
    assert _run(program).splitlines() == ["Too many open files"] * 3


def test_both_children_run_under_the_filter() -> None:
    scans = ScanChild(ScanLimits())
    try:
        scans._confined.wait_until_ready()
        with SandboxedInspector() as inspector:
            assert (_child(inspector).is_filtered, scans._confined.is_filtered) == (True, True)
            for pid in (_child(inspector).pid, scans.pid):
                status = dict(line.split(":\t") for line in _status(pid))
                assert (status["Seccomp"], status["NoNewPrivs"]) == ("2", "1")
    finally:
        scans.close()


def _status(process: int) -> list[str]:
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    return [line for line in lines if line.startswith(("Seccomp:", "NoNewPrivs:"))]


@pytest.mark.parametrize(
    "attempt",
    [
        "open(f'/proc/{os.getppid()}/environ')",
        "socket.socket()",
        "os.kill(os.getppid(), 0)",
        "os.execv('/bin/true', ['true'])",
        "os.fork()",
        "os.unlink('/etc/hostname')",
        "os.pipe()",
        "resource.prlimit(os.getppid(), resource.RLIMIT_CPU, (1, 1))",
        "fcntl.fcntl(1, fcntl.F_SETOWN, os.getppid())",
        "fcntl.fcntl(1, 10, 9)",
        "fcntl.fcntl(1, fcntl.F_SETFL, os.O_ASYNC)",
        "fcntl.ioctl(1, 0x8901, struct.pack('i', os.getppid()))",
        "check(libc.ptrace(16, os.getppid(), 0, 0))",
        "check(libc.process_vm_readv(os.getppid(), 0, 0, 0, 0, 0))",
    ],
)
def test_code_in_place_of_a_parser_reaches_nothing(attempt: str) -> None:
    """It frees a descriptor first, so that no limit on numbers is in its way."""
    program = f"""
import ctypes, fcntl, os, resource, socket, struct
from chalicelib.adapters.imaging.confinement import close_the_door, limit_resources
from chalicelib.adapters.imaging.seccomp import confine_calls
libc = ctypes.CDLL(None, use_errno=True)
def check(answer):
    if answer < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
limit_resources(1 << 30)
close_the_door()
assert confine_calls()
os.close(0)
try:
    {attempt}
except OSError as error:
    print(error.strerror)
"""
    assert _run(program) == "Operation not permitted"


def test_threads_of_its_own_still_work_under_the_filter() -> None:
    program = """
import threading
from chalicelib.adapters.imaging.seccomp import confine_calls
assert confine_calls()
thread = threading.Thread(target=print, args=("here",))
thread.start()
thread.join()
"""
    assert _run(program) == "here"


@pytest.mark.parametrize(("place", "header"), [(0, "x86_64-linux-gnu/asm/unistd_64.h"), (1, "asm-generic/unistd.h")])
def test_numbers_of_calls_are_those_of_the_kernel(place: int, header: str) -> None:
    """Of both machines that Lambda has; one wrong number would let another call through."""
    file = Path("/usr/include") / header
    if not file.is_file():
        pytest.skip(f"{file} is not installed (linux-libc-dev)")
    found = re.findall(r"^#define __NR(?:3264)?_(\w+) (\d+)", file.read_text(encoding="ascii"), re.MULTILINE)
    known = {name: int(number) for name, number in found} | {"newfstatat": 79 if place else 262}
    wanted = {name: numbers[place] for name, numbers in ALLOWED.items() if numbers[place] is not None}
    wanted |= {"clone": CLONE[place], "clone3": CLONE3[place], "prlimit64": PRLIMIT[place]}
    wanted |= {"fcntl": FCNTL[place]}
    assert {name: known.get(name) for name in wanted} == wanted


def test_parent_never_loads_a_parser() -> None:
    program = """
import sys
from chalicelib.adapters.imaging import SandboxedInspector
from chalicelib.domain.document import MediaType
with SandboxedInspector() as inspector:
    inspector.inspect(b"%PDF-1.4", MediaType.PDF)
print(sorted({"PIL", "pillow_heif", "pypdfium2", "pikepdf", "numpy", "multiprocessing"} & set(sys.modules)))
"""
    assert _run(program) == "[]"


def test_nothing_needs_the_semaphores_that_lambda_lacks(tmp_path: Path) -> None:
    """AWS Lambda has no /dev/shm: `sem_open` fails there, and with it whatever shares locks between processes."""
    (tmp_path / "paper.jpg").write_bytes(draw_paper("KTP"))
    program = f"""
import _multiprocessing
class Refused:
    SEM_VALUE_MAX = 1
    def __init__(self, *_, **__):
        raise OSError(38, "Function not implemented")
_multiprocessing.SemLock = Refused
from pathlib import Path
from chalicelib.adapters.imaging import SandboxedInspector
from chalicelib.adapters.imaging.scans import ConfinedScanReader
from chalicelib.domain.document import MediaType
paper = Path({str(tmp_path / "paper.jpg")!r})
with SandboxedInspector() as inspector, ConfinedScanReader() as reader:
    print(len(inspector.inspect(paper.read_bytes(), MediaType.JPEG).pages), reader.count_pages(paper))
try:
    import multiprocessing
    multiprocessing.Lock()
except OSError:
    print("no locks")
"""
    assert _run(program).splitlines() == ["1 1", "no locks"]


def test_child_that_cannot_start_blames_no_file() -> None:
    with SandboxedInspector(Limits(memory_bytes=24 * _MEBIBYTE)) as inspector, pytest.raises(UnavailableError):
        inspector.inspect(draw_paper("KTP"), MediaType.JPEG)


def test_child_is_replaced_after_its_share_of_files() -> None:
    paper = draw_paper("KTP", size=(400, 300))
    with SandboxedInspector(Limits(files_per_child=3)) as inspector:
        pids = []
        for _ in range(7):
            pids.append(_child(inspector).pid)
            inspector.inspect(paper, MediaType.JPEG)
    assert [pids.count(pid) for pid in dict.fromkeys(pids)] == [3, 3, 1]


def test_the_successor_of_a_spent_child_is_started_before_the_next_file() -> None:
    with SandboxedInspector(Limits(files_per_child=1)).start() as inspector:
        first = inspector._child
        inspector.inspect(draw_paper("KTP", size=(400, 300)), MediaType.JPEG)
        second = inspector._child
    assert first is not None
    assert second is not None
    assert (first is second, second.served) == (False, 0)


def test_closing_leaves_no_process_behind() -> None:
    with SandboxedInspector() as inspector:
        pid = _child(inspector).pid
    assert not Path(f"/proc/{pid}").exists()


def test_memory_stays_flat_over_many_files() -> None:
    papers = [draw_paper("KK", number, size=(1000, 700)) for number in range(4)]
    papers.append(draw_paper("KK", file_format="PDF", pages=2))
    with SandboxedInspector(Limits(files_per_child=1000)) as inspector:
        child = _child(inspector).pid
        for number in range(40):
            inspector.inspect(papers[number % 5], MediaType.JPEG)
        before = _memory_peak(os.getpid(), "VmRSS"), _memory_peak(child)
        for number in range(200):
            inspector.inspect(papers[number % 5], MediaType.JPEG)
        after = _memory_peak(os.getpid(), "VmRSS"), _memory_peak(child)
        assert _child(inspector).pid == child
    assert after[0] - before[0] < 16 * _MEBIBYTE
    assert after[1] - before[1] < 16 * _MEBIBYTE
