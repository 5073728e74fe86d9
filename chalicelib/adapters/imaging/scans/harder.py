"""Harder looks at a page that seems to bear a code which the first look did not read."""

from chalicelib.adapters.imaging.scans.codes import Code, find_codes
from chalicelib.adapters.imaging.scans.sources import Grey, PageSource


def look_harder(page: PageSource, pixels: Grey, seen: list[Code]) -> tuple[list[Code], list[Code]]:
    """The codes read, and those seen and not read."""
    read = [code for code in seen if code.text]
    unread = [code for code in seen if not code.text]
    if not unread:
        return read, []
    for dpi in (150, 300):
        found = [code for code in find_codes(page.grey(dpi)) if code.text]
        if found:
            return found, []
    return read, unread
