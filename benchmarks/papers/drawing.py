"""Papers as they lie flat: card, family card, letter, certificate; of invented people only, every word remembered."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image, ImageDraw

from benchmarks.papers.stock import Stock, typeface
from infra.local.papers import Person, invent_person

_INK = (24, 24, 36)
_WORDS = (
    "surat",
    "keterangan",
    "ini",
    "dibuat",
    "untuk",
    "keperluan",
    "pendaftaran",
    "penduduk",
    "bahwa",
    "nama",
    "tersebut",
    "benar",
    "tinggal",
    "pada",
    "alamat",
    "kelurahan",
    "kecamatan",
    "dengan",
    "sebenarnya",
    "berdasarkan",
    "pernyataan",
    "saksi",
    "orang",
    "tua",
    "telah",
    "lahir",
    "seorang",
    "anak",
    "bernama",
    "sesuai",
    "catatan",
    "petugas",
    "kantor",
    "dinas",
    "pencatatan",
    "sipil",
    "tanggal",
    "bulan",
    "tahun",
    "nomor",
    "berkas",
    "permohonan",
    "warga",
    "negara",
    "indonesia",
    "agama",
    "pekerjaan",
    "status",
    "perkawinan",
    "golongan",
    "darah",
    "berlaku",
    "hingga",
    "diterima",
    "lengkap",
    "salinan",
    "asli",
    "tanda",
    "tangan",
)


@dataclass
class Paper:
    """One flat paper being written: its picture, and each word that stands on it in ordinary type."""

    kind: str
    picture: Image.Image
    face: str
    dice: random.Random
    words: list[str] = field(default_factory=list)

    def write(self, x: float, y: float, text: str, height: int, *, anchor: str = "la") -> None:
        """Write one line and remember its words."""
        ImageDraw.Draw(self.picture).text((x, y), text, _INK, typeface(self.face, height), anchor=anchor)
        self.words += text.split()

    def prose(self, x: int, y: int, lines: int, height: int, width: int) -> int:
        """Write lines of invented prose; returns where the next line would stand."""
        font = typeface(self.face, height)
        for _ in range(lines):
            text = self.dice.choice(_WORDS)
            while font.getlength(text) < width:
                text += " " + self.dice.choice(_WORDS)
            self.write(x, y, text.rpartition(" ")[0], height)
            y += round(height * 1.55)
        return y

    def rows(self, person: Person, x: int, y: int, height: int, gap: int) -> int:
        """Write what cards and forms say of a person; returns where the next row would stand."""
        for label, value in person.lines():
            self.write(x, y, label, height)
            self.write(x + gap, y, f": {value}", height)
            y += round(height * 1.6)
        return y


def draw(stock: Stock, number: int) -> Paper:
    """Paper `number` of a stock; the kinds take turns."""
    dice = random.Random(stock.first_seed + number)  # noqa: S311 - drawing, no secret
    kind, (size, write) = list(_KINDS.items())[number % len(_KINDS)]
    tint = (188, 217, 234) if kind == "card" else dice.choice(stock.tints)
    face = dice.choice(stock.typefaces)
    paper = Paper(kind, Image.new("RGB", size, tint), face, dice)
    write(paper, invent_person(stock.first_seed + number))
    return paper


def _card(paper: Paper, person: Person) -> None:
    pen = ImageDraw.Draw(paper.picture)
    pen.rectangle((770, 150, 970, 420), (192, 57, 43))
    pen.ellipse((825, 180, 915, 290), (232, 196, 158))
    pen.rectangle((805, 300, 935, 420), (44, 62, 80))
    paper.write(500, 24, "PROVINSI CONTOH", 34, anchor="ma")
    paper.write(500, 66, "KOTA REKAAN", 34, anchor="ma")
    y = paper.rows(person, 30, 140, paper.dice.randint(23, 27), 235)
    paper.write(30, y, "Berlaku Hingga", 25)
    paper.write(265, y, ": SEUMUR HIDUP", 25)


def _family_card(paper: Paper, person: Person) -> None:
    height = paper.dice.randint(20, 25)
    paper.write(877, 50, "KARTU KELUARGA", 52, anchor="ma")
    paper.write(877, 120, f"No. {person.family_card}", 36, anchor="ma")
    paper.write(80, 190, f"Nama Kepala Keluarga : {person.name}", 28)
    paper.write(80, 235, f"Alamat : {person.address}", 28)
    columns, pen = (80, 140, 600, 960, 1220, 1674), ImageDraw.Draw(paper.picture)
    for number in range(6):
        member = invent_person(paper.dice.randint(0, 1_000_000))
        values = (str(number + 1), member.name, member.nik, member.born, member.job)
        for x, value in zip(columns, values, strict=False):
            paper.write(x + 10, 320 + 66 * number, value, height)
        pen.line((80, 300 + 66 * number, 1674, 300 + 66 * number), _INK, 2)
    for x in columns:
        pen.line((x, 300, x, 696), _INK, 2)
    pen.line((80, 696, 1674, 696), _INK, 2)
    paper.prose(80, 740, 5, height, 1500)


def _letter(paper: Paper, person: Person) -> None:
    height = paper.dice.randint(22, 30)
    paper.write(620, 80, "SURAT KETERANGAN", 44, anchor="ma")
    paper.write(620, 145, f"Nomor 470/{person.nik[-4:]}/2026", 28, anchor="ma")
    y = paper.prose(90, 240, paper.dice.randint(2, 4), height, 1060)
    y = paper.rows(person, 130, y + 20, height, 330)
    y = paper.prose(90, y + 20, paper.dice.randint(4, 9), height, 1060)
    _stamp(paper, y + 60)


def _certificate(paper: Paper, person: Person) -> None:
    pen = ImageDraw.Draw(paper.picture)
    for inset in (40, 54, 60):
        pen.rectangle((inset, inset, 1239 - inset, 1753 - inset), outline=(46, 125, 50), width=4)
    paper.write(620, 130, "PENCATATAN SIPIL", 40, anchor="ma")
    paper.write(620, 200, "KUTIPAN AKTA KELAHIRAN", 48, anchor="ma")
    y = paper.rows(person, 120, 340, paper.dice.randint(28, 34), 350)
    y = paper.prose(120, y + 60, paper.dice.randint(3, 6), 28, 1000)
    _stamp(paper, y + 60)


def _stamp(paper: Paper, y: int) -> None:
    pen = ImageDraw.Draw(paper.picture)
    paper.write(760, y, "KOTA REKAAN, 01-01-2026", 26)
    pen.ellipse((690, y + 40, 870, y + 220), outline=(70, 40, 140), width=5)
    pen.line((780, y + 150, 860, y + 90, 920, y + 170, 1040, y + 110), (20, 20, 120), 4)
    paper.write(780, y + 230, "PEJABAT REKAAN", 26)


_KINDS: dict[str, tuple[tuple[int, int], Callable[[Paper, Person], None]]] = {
    "card": ((1012, 638), _card),
    "family card": ((1754, 1240), _family_card),
    "letter": ((1240, 1754), _letter),
    "certificate": ((1240, 1754), _certificate),
}
