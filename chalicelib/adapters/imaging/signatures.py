"""Which parser a file's first bytes ask for; the parser then decides. Names and headers of the sender play no part."""

import codecs

from chalicelib.domain.document import MediaType

_STARTS: tuple[tuple[bytes, MediaType], ...] = (
    (b"\xff\xd8\xff", MediaType.JPEG),
    (b"\x89PNG\r\n\x1a\n", MediaType.PNG),
)
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_PDF_WITHIN = 1024
"""Readers accept a PDF header anywhere in the first 1,024 bytes (ISO 32000-1, implementation note 13 of 1.7)."""

_REFUSED_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"\0\0\1\0", "ICO"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\0\0\0\x0cJXL ", "JPEG XL"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (b"8BPS", "Photoshop"),
    (b"PK\3\4", "ZIP / Office"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Word / Excel"),
    (b"{\\rtf", "RTF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"\x1f\x8b", "gzip"),
    (b"%!PS", "PostScript"),
    (b"MZ", "Windows program"),
    (b"\x7fELF", "program"),
    (b"ID3", "MP3"),
    (b"<?xml", "XML"),
    (b"<svg", "SVG"),
    (b"<!DOCTYPE html", "HTML"),
    (b"<html", "HTML"),
)


def recognise(data: bytes) -> MediaType | None:
    """The accepted type that `data` claims to be by its content, or `None`."""
    for start, media_type in _STARTS:
        if data.startswith(start):
            return media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return MediaType.WEBP
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return MediaType.HEIC
    return MediaType.PDF if b"%PDF-" in data[:_PDF_WITHIN] else None


def looks_like(data: bytes) -> str:
    """A name for a refused kind of file that a person may know, or `""`."""
    head = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    for start, name in _REFUSED_STARTS:
        if data.startswith(start) or head[: len(start)].lower() == start.lower():
            return name
    if data[4:8] == b"ftyp":
        return "AVIF" if data[8:12] in {b"avif", b"avis"} else "MP4"
    return "text" if _is_text(data[:4096]) else ""


def _is_text(sample: bytes) -> bool:
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(sample)  # the sample may end within a letter
    except UnicodeDecodeError:
        return False
    return bool(text) and all(letter.isprintable() or letter.isspace() for letter in text)
