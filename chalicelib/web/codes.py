"""Codes that a camera reads, drawn into a page."""

import segno


def draw_code(text: str) -> str:
    """A QR code (ISO/IEC 18004) as an SVG element without any style of its own."""
    return segno.make(text, error="m").svg_inline(scale=5, border=4, omitsize=True, dark="#000", light="#fff")
