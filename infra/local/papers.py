"""Synthetic papers: drawn on the spot, of people who do not exist, with a specimen mark across each.

Every number lies in kecamatan 99, which no regency has, so that none can be anybody's. The same arguments draw the
same picture; only Pillow's built-in typeface is used.
"""

import io
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFilter, ImageFont

_NAMES = ("SITI CONTOH REKAAN", "BUDI PERCOBAAN", "WAYAN SPESIMEN", "O'NEIL CONTOH", "RAHAYU REKAAN", "PAIJO PERCOBAAN")
_STREETS = ("JL. CONTOH", "JL. SPESIMEN RAYA", "GANG REKAAN", "JL. PERCOBAAN DALAM")
_JOBS = ("KARYAWAN SWASTA", "PELAJAR/MAHASISWA", "MENGURUS RUMAH TANGGA", "WIRASWASTA")
_INK = (25, 25, 40)
_FIXED_TIME = time.gmtime(1_700_000_000)

Box = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented; `nik` and `family_card` follow the real layout within kecamatan 99."""

    name: str
    nik: str
    family_card: str
    born: str
    address: str
    job: str
    is_woman: bool

    def lines(self) -> list[tuple[str, str]]:
        """Label and value as cards and forms print them."""
        return [
            ("NIK", self.nik),
            ("Nama", self.name),
            ("Tempat/Tgl Lahir", f"KOTA CONTOH, {self.born}"),
            ("Jenis Kelamin", "PEREMPUAN" if self.is_woman else "LAKI-LAKI"),
            ("Alamat", self.address),
            ("Pekerjaan", self.job),
            ("Kewarganegaraan", "WNI"),
        ]


def invent_person(seed: int = 0) -> Person:
    """The invented person number `seed`."""
    dice = random.Random(seed)  # noqa: S311 - drawing, no secret
    day, month, year = dice.randint(1, 28), dice.randint(1, 12), dice.randint(1950, 2006)
    is_woman = dice.choice((False, True))
    birth = f"{day + 40 * is_woman:02}{month:02}{year % 100:02}"
    return Person(
        name=dice.choice(_NAMES),
        nik=f"357399{birth}{dice.randint(1, 9999):04}",
        family_card=f"357399{dice.randint(1, 28):02}{dice.randint(1, 12):02}15{dice.randint(1, 9999):04}",
        born=f"{day:02}-{month:02}-{year}",
        address=f"{dice.choice(_STREETS)} NO. {dice.randint(1, 199)} RT 001 RW 099",
        job=dice.choice(_JOBS),
        is_woman=is_woman,
    )


def draw_paper(
    kind: str,
    seed: int = 0,
    *,
    file_format: str = "JPEG",
    size: Box | None = None,
    pages: int = 1,
    blurred: bool = False,
    dark: bool = False,
) -> bytes:
    """Draw the paper of a document code (`KTP_LAMA`, `F102`; any unknown one is a letter) and encode it.

    `file_format` is JPEG, PNG, WEBP, HEIC or PDF; `pages` counts for PDF alone; `size` is in pixels; `blurred` and
    `dark` make it unreadable as a bad photograph would.
    """
    sheets = [_photographed(_drawn(kind, seed + number), size, blurred=blurred, dark=dark) for number in range(pages)]
    return _encoded(sheets, file_format.upper())


def _drawn(kind: str, seed: int) -> Image.Image:
    code = kind.upper()
    draw = next((draw for start, draw in _LAYOUTS.items() if code.startswith(start)), _draw_letter)
    picture = draw(code, invent_person(seed))
    _mark_specimen(picture)
    return picture


def _photographed(picture: Image.Image, size: Box | None, *, blurred: bool, dark: bool) -> Image.Image:
    if size is not None:
        picture = picture.resize(size)
    if blurred:
        picture = picture.filter(ImageFilter.GaussianBlur(max(picture.size) / 80))
    return picture.point(lambda value: value * 0.1) if dark else picture


def _encoded(sheets: list[Image.Image], file_format: str) -> bytes:
    out = io.BytesIO()
    if file_format == "PDF":
        times = {"creationDate": _FIXED_TIME, "modDate": _FIXED_TIME}
        sheets[0].save(out, "PDF", resolution=150, save_all=True, append_images=sheets[1:], **times)
    elif file_format == "HEIC":
        _heif_saver()(sheets[0], out)
    else:
        sheets[0].save(out, file_format, quality=88)
    return out.getvalue()


def _heif_saver() -> Callable[[Image.Image, io.BytesIO], None]:
    import pillow_heif  # noqa: PLC0415 - a heavy library that only this format needs

    return lambda picture, out: pillow_heif.from_pillow(picture).save(out, quality=80)


class _Sheet:
    """A paper being written from top to bottom."""

    def __init__(self, size: Box, colour: str, top: int = 60) -> None:
        self.picture = Image.new("RGB", size, colour)
        self.pen = ImageDraw.Draw(self.picture)
        self.left = 80
        self.y = top

    def title(self, text: str, height: int = 40) -> None:
        """Write one centred line."""
        self.pen.text((self.picture.width / 2, self.y), text, _INK, _font(height), anchor="ma")
        self.y += round(height * 1.5)

    def row(self, label: str, value: str, height: int = 30, gap: int = 330) -> None:
        """Write `label : value`."""
        self.pen.text((self.left, self.y), label, _INK, _font(height))
        self.pen.text((self.left + gap, self.y), f": {value}", _INK, _font(height))
        self.y += round(height * 1.6)

    def rows(self, person: Person, height: int = 30, gap: int = 330) -> None:
        """Write what cards and forms say of a person."""
        for label, value in person.lines():
            self.row(label, value, height, gap)

    def paragraph(self, lines: int) -> None:
        """Write some lines of filler."""
        for number in range(lines):
            text = f"{number + 1}. Keterangan ini dibuat sebagai contoh dan tidak berlaku untuk keperluan apa pun."
            self.pen.text((self.left, self.y), text, _INK, _font(26))
            self.y += 46

    def signature(self) -> None:
        """Write a place to sign, lower right, with a stamp beside it."""
        x, y = self.picture.width - 460, self.y + 60
        self.pen.text((x, y), "KOTA CONTOH, 01-01-2026", _INK, _font(26))
        self.pen.ellipse((x - 90, y + 40, x + 90, y + 220), outline=(70, 40, 140), width=5)
        self.pen.line((x, y + 150, x + 80, y + 90, x + 140, y + 170, x + 260, y + 110), (20, 20, 120), 4)
        self.pen.text((x, y + 220), "PEJABAT REKAAN", _INK, _font(26))


def _draw_card(_code: str, person: Person) -> Image.Image:
    """Draw a card of 85.6 × 54 mm as laid on a table."""
    card = _Sheet((1370, 864), "#bcd9ea", top=40)
    card.title("PROVINSI CONTOH")
    card.title("KOTA CONTOH")
    card.left = 50
    card.rows(person, 28, 250)
    card.pen.rectangle((1060, 200, 1320, 540), "#c0392b", _INK, 3)
    card.pen.ellipse((1130, 240, 1250, 380), "#e8c39e")
    card.pen.rectangle((1110, 390, 1270, 540), "#2c3e50")
    table = Image.new("RGB", (1700, 1200), "#6b4a2f")
    table.paste(card.picture, (165, 168))
    return table


def _draw_family_card(_code: str, person: Person) -> Image.Image:
    """Draw a landscape sheet with the table of a family."""
    sheet = _Sheet((1754, 1240), "#fdfdf6")
    sheet.title("KARTU KELUARGA", 56)
    sheet.title(f"No. {person.family_card}", 38)
    sheet.row("Nama Kepala Keluarga", person.name, gap=400)
    sheet.row("Alamat", person.address, gap=400)
    members = [person, *(invent_person(int(person.nik[-4:]) + number) for number in range(1, 5))]
    columns = (80, 140, 640, 1020, 1300, 1674)
    top = sheet.y + 30
    for number, member in enumerate(members):
        values = (str(number + 1), member.name, member.nik, member.born, member.job)
        for x, value in zip(columns, values, strict=False):
            sheet.pen.text((x + 10, top + 20 + 70 * number), value, _INK, _font(24))
    for x in columns:
        sheet.pen.line((x, top, x, top + 70 * len(members)), _INK, 2)
    for number in range(len(members) + 1):
        sheet.pen.line((columns[0], top + 70 * number, columns[-1], top + 70 * number), _INK, 2)
    sheet.y = top + 70 * len(members)
    sheet.signature()
    return sheet.picture


def _draw_form(code: str, person: Person) -> Image.Image:
    """Draw an official form: boxed characters, as F-1.02 has them."""
    sheet = _Sheet((1240, 1754), "white")
    sheet.title(f"FORMULIR {code[0]}-{code[1]}.{code[2:]}" if code[1:].isdigit() else f"FORMULIR {code}", 46)
    sheet.title("PENDAFTARAN PERISTIWA KEPENDUDUKAN", 32)
    for label, value in person.lines():
        sheet.pen.text((sheet.left, sheet.y), label, _INK, _font(28))
        for number, letter in enumerate(value[:24]):
            x = 400 + 31 * number
            sheet.pen.rectangle((x, sheet.y, x + 31, sheet.y + 40), outline=_INK)
            sheet.pen.text((x + 15, sheet.y + 4), letter, _INK, _font(26), anchor="ma")
        sheet.y += 64
    sheet.paragraph(10)
    sheet.signature()
    return sheet.picture


def _draw_police_report(_code: str, person: Person) -> Image.Image:
    """Draw a police report of a loss."""
    sheet = _Sheet((1240, 1754), "#fffef8")
    sheet.title("KEPOLISIAN NEGARA (CONTOH)", 34)
    sheet.title("SURAT TANDA LAPOR KEHILANGAN", 44)
    sheet.title(f"Nomor: STLK/{person.nik[-4:]}/I/2026/CONTOH", 28)
    sheet.rows(person)
    sheet.row("Telah kehilangan", "1 (satu) KTP-el")
    sheet.paragraph(6)
    sheet.signature()
    return sheet.picture


def _draw_certificate(code: str, person: Person) -> Image.Image:
    """Draw a certificate in its frame."""
    sheet = _Sheet((1240, 1754), "#f7fbf2", top=140)
    for inset in (40, 54, 60):
        sheet.pen.rectangle((inset, inset, 1240 - inset, 1754 - inset), outline="#2e7d32", width=4)
    sheet.left = 120
    sheet.title("PENCATATAN SIPIL", 40)
    sheet.title(f"KUTIPAN {code.replace('_', ' ')}", 50)
    sheet.rows(person, 34)
    sheet.y += 60
    sheet.title(f"Nomor {person.nik[:4]}-LT-01012026-{person.nik[-4:]}", 32)
    sheet.signature()
    return sheet.picture


def _draw_portrait(_code: str, person: Person) -> Image.Image:
    """Draw a passport photograph of nobody."""
    portrait = _Sheet((800, 1200), "#c0392b" if person.is_woman else "#1f4e9c")
    portrait.pen.ellipse((230, 220, 570, 660), "#e8c39e")
    portrait.pen.rectangle((140, 700, 660, 1200), "#2c3e50")
    return portrait.picture


def _draw_letter(code: str, person: Person) -> Image.Image:
    """Draw a plain letter that names its document."""
    sheet = _Sheet((1240, 1754), "white")
    sheet.title(code.replace("_", " "), 48)
    sheet.rows(person)
    sheet.paragraph(12)
    sheet.signature()
    return sheet.picture


def _mark_specimen(picture: Image.Image) -> None:
    """Write across the paper, see-through, that it is none."""
    width, height = picture.size
    mask = Image.new("L", (round(width * 1.2), round(height * 0.2)), 0)
    centre = (mask.width / 2, mask.height / 2)
    ImageDraw.Draw(mask).text(centre, "CONTOH / SPECIMEN", 90, _font(width // 11), anchor="mm")
    mask = mask.rotate(24, expand=True)
    corner = ((width - mask.width) // 2, (height - mask.height) // 2)
    picture.paste("#c62828", (*corner, corner[0] + mask.width, corner[1] + mask.height), mask)


def _font(height: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size=height)


_LAYOUTS: dict[str, Callable[[str, Person], Image.Image]] = {
    "KTP": _draw_card,
    "KIA": _draw_card,
    "KIT": _draw_card,
    "KK": _draw_family_card,
    "F": _draw_form,
    "SK_HILANG": _draw_police_report,
    "AKTA": _draw_certificate,
    "BUKU_NIKAH": _draw_certificate,
    "PAS_FOTO": _draw_portrait,
    "SWAFOTO": _draw_portrait,
}
