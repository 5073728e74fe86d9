"""A seccomp filter: the calls that a parser of bytes needs, and no other (Linux, seccomp(2) and bpf(2)).

Assembled here, since the binding of libseccomp needs a shared library that Lambda's image does not have.
"""

import ctypes
import errno
import fcntl
import platform
import struct
from collections.abc import Iterator, Mapping
from typing import Final

ALLOWED: Final[Mapping[str, tuple[int, int | None]]] = {
    "read": (0, 63), "write": (1, 64), "readv": (19, 65), "writev": (20, 66), "pread64": (17, 67), "preadv": (295, 69),
    "preadv2": (327, 286), "close": (3, 57),
    "fstat": (5, 80), "newfstatat": (262, 79), "lseek": (8, 62),
    "ppoll": (271, 73), "mmap": (9, 222), "mprotect": (10, 226), "munmap": (11, 215), "mremap": (25, 216),
    "madvise": (28, 233), "brk": (12, 214), "futex": (202, 98), "membarrier": (324, 283), "rseq": (334, 293),
    "set_robust_list": (273, 99), "sched_yield": (24, 124), "sched_getaffinity": (204, 123), "getcpu": (309, 168),
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139), "sigaltstack": (131, 132),
    "nanosleep": (35, 101), "clock_gettime": (228, 113), "clock_getres": (229, 114), "clock_nanosleep": (230, 115),
    "getrusage": (98, 165), "times": (100, 153), "getrlimit": (97, 163), "setrlimit": (160, 164),
    "getpid": (39, 172), "getppid": (110, 173), "gettid": (186, 178), "getuid": (102, 174), "uname": (63, 160),
    "sysinfo": (99, 179), "getrandom": (318, 278), "recvfrom": (45, 207), "recvmsg": (47, 212), "exit": (60, 93),
    "exit_group": (231, 94), "poll": (7, None), "arch_prctl": (158, None), "time": (201, None),
}  # fmt: skip
"""Calls by their numbers on x86-64 and on arm64: what is open is read and written; memory, time, threads of its own."""

CLONE, CLONE3, PRLIMIT, FCNTL = (56, 220), (435, 435), (302, 261), (72, 25)

_HARMLESS: Final = (fcntl.F_GETFD, fcntl.F_SETFD, fcntl.F_GETFL, fcntl.F_DUPFD_CLOEXEC)
"""Of `fcntl`: others have a signal sent to any process."""

_MACHINES: Final = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
"""Where a machine's numbers stand above, and what the kernel calls it (AUDIT_ARCH)."""

_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_ALLOW: Final = 0x7FFF0000
_KILL: Final = 0x80000000
_ERRNO: Final = 0x00050000
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT, _SECOND_ARGUMENT = 0, 4, 16, 24
"""Where `struct seccomp_data` has them; of an argument the low half, on machines that are little-endian."""

_THREAD: Final = 0x00010000
"""CLONE_THREAD: without it, `clone` makes a process."""

_SET_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2

Instruction = tuple[int, int, int, int]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def confine_calls() -> bool:
    """Put the filter on this process for good; False where the kernel or the machine has none.

    A call that is not allowed fails with EPERM, which parsers take as any other failure.
    """
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        return False
    code = b"".join(struct.pack("=HBBI", *one) for one in _instructions(*machine))
    kept = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.addressof(kept))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0)


def _instructions(place: int, audit: int) -> Iterator[Instruction]:
    yield (_LOAD, 0, 0, _ARCHITECTURE)
    yield (_EQUAL, 1, 0, audit)
    yield (_RETURN, 0, 0, _KILL)
    yield (_LOAD, 0, 0, _NUMBER)
    for numbers in ALLOWED.values():
        if (number := numbers[place]) is not None:
            yield (_EQUAL, 0, 1, number)
            yield (_RETURN, 0, 0, _ALLOW)
    yield (_EQUAL, 0, 1, CLONE3[place])
    yield (_RETURN, 0, 0, _ERRNO | errno.ENOSYS)  # its arguments cannot be seen from here; libc then takes `clone`
    yield (_EQUAL, 0, 2 + len(_HARMLESS) * 2, FCNTL[place])
    yield (_LOAD, 0, 0, _SECOND_ARGUMENT)
    for command in _HARMLESS:
        yield (_EQUAL, 0, 1, command)
        yield (_RETURN, 0, 0, _ALLOW)
    yield (_RETURN, 0, 0, _ERRNO | errno.EPERM)
    yield (_EQUAL, 0, 3, CLONE[place])
    yield (_LOAD, 0, 0, _FIRST_ARGUMENT)
    yield (_ANY_BIT, 0, 4, _THREAD)
    yield (_RETURN, 0, 0, _ALLOW)
    yield (_EQUAL, 0, 2, PRLIMIT[place])
    yield (_LOAD, 0, 0, _FIRST_ARGUMENT)
    yield (_EQUAL, 1, 0, 0)  # of this process, not of another
    yield (_RETURN, 0, 0, _ERRNO | errno.EPERM)
    yield (_RETURN, 0, 0, _ALLOW)
