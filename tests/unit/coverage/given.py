"""Made-up people and tables of the coverage of e-KTP."""

from datetime import date
from typing import Final

from chalicelib.domain.access import Actor, ActorKind, Role
from chalicelib.domain.coverage.figures import Counts, DayFigures

KASI: Final = Actor(kind=ActorKind.OFFICER, id="kasi", roles=frozenset({Role.APPROVER}))
OTHER: Final = Actor(kind=ActorKind.OFFICER, id="adm", roles=frozenset({Role.ADMINISTRATOR}))
BLIMBING: Final = "3573011005"
KLOJEN: Final = "3573021001"
HEADINGS: Final = "NIK;Nama;Tanggal lahir;Kelurahan;RT;RW;Alamat;No HP"


def line(number: int, *, village: str = "Blimbing", born: str = "1990-03-05", phone: str = "") -> str:
    nik = f"3573990503{(90 + number // 9000) % 100:02d}{number % 9000 + 1:04d}"
    return f"{nik};Contoh Warga {number};{born};{village};1;2;Jalan Uji {number};{phone}"


def table(*lines: str) -> str:
    return "\n".join((HEADINGS, *lines))


def figures(day: date, **counts: tuple[int, int]) -> DayFigures:
    """`b` is Blimbing, `k` Klojen: due, recorded."""
    codes = {"b": BLIMBING, "k": KLOJEN}
    return DayFigures(day=day, counts={codes[name]: Counts(due=a, recorded=b) for name, (a, b) in counts.items()})
