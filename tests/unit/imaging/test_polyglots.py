"""Files that are two things at once: of the derivative only pixels are left, and none of the other thing."""

import io
import zipfile

import pikepdf
import pytest
from PIL import PngImagePlugin

from chalicelib.adapters.imaging import SandboxedInspector
from chalicelib.domain.document import Inspection, MediaType
from tests.unit.imaging.given import encoded, pdf, picture

PHP = b"<?php system($_GET['c']); ?>"
HTML = b"<html><script>alert(1)</script></html>"
SECOND_SIGNATURES = (b"%PDF", b"PK\3\4", b"PK\5\6", b"<?php", b"<html", b"<script", b"Exif", b"http://ns.adobe.com/xap")


def a_zip() -> bytes:
    """An archive with a program in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("run.exe", b"MZ" + bytes(40))
    return out.getvalue()


def jpeg_with_comment(comment: bytes) -> bytes:
    """A JPEG that carries `comment` in a COM segment right after its start."""
    whole = encoded(picture())
    return whole[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + whole[2:]


def png_with_text(text: bytes) -> bytes:
    """A PNG that carries `text` in a chunk."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", text.decode("latin-1"))
    return encoded(picture(), "PNG", pnginfo=info)


def pdf_with_attachment() -> bytes:
    """A PDF with a script, a link and a file inside."""
    with pikepdf.open(io.BytesIO(pdf(1))) as document:
        document.attachments["run.html"] = HTML
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=PHP.decode())
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


POLYGLOTS = {
    "JPEG + PHP in a comment": (jpeg_with_comment(PHP), MediaType.JPEG),
    "JPEG + PHP after its end": (encoded(picture()) + PHP, MediaType.JPEG),
    "JPEG + PDF after its end": (encoded(picture()) + pdf(1), MediaType.JPEG),
    "JPEG + PDF header in a comment": (jpeg_with_comment(b"%PDF-1.7\n1 0 obj"), MediaType.JPEG),
    "JPEG + HTML in a comment": (jpeg_with_comment(HTML), MediaType.JPEG),
    "PNG + ZIP after its end": (encoded(picture(), "PNG") + a_zip(), MediaType.PNG),
    "PNG + PHP in a text": (png_with_text(PHP), MediaType.PNG),
    "WebP + ZIP after its end": (encoded(picture(), "WEBP") + a_zip(), MediaType.WEBP),
    "PDF + HTML before its header": (HTML + b"\n" + pdf(1), MediaType.PDF),
    "PDF + ZIP after its end": (pdf(1) + a_zip(), MediaType.PDF),
    "PDF + script and attachment": (pdf_with_attachment(), MediaType.PDF),
}


def trailing(jpeg: bytes) -> bytes:
    """What follows the end of image; nothing else may."""
    return jpeg[jpeg.rindex(b"\xff\xd9") + 2 :]


@pytest.mark.parametrize("name", POLYGLOTS)
def test_nothing_of_the_other_file_is_left(inspector: SandboxedInspector, name: str) -> None:
    data, declared = POLYGLOTS[name]
    inspection: Inspection = inspector.inspect(data, declared)
    assert inspection.detected_type in {declared, None}
    for page in inspection.pages:
        assert page.jpeg.startswith(b"\xff\xd8\xff")
        assert trailing(page.jpeg) == b""
        assert not [signature for signature in SECOND_SIGNATURES if signature in page.jpeg]


def test_every_polyglot_whose_picture_is_whole_keeps_it(inspector: SandboxedInspector) -> None:
    lost = [name for name, (data, declared) in POLYGLOTS.items() if not inspector.inspect(data, declared).pages]
    assert lost == []
