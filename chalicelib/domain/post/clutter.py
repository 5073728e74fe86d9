"""What operating systems leave in a zip, which is no page: the office and its partners pass over the same."""

from typing import Final

_FILES: Final = frozenset({".ds_store", "thumbs.db", "desktop.ini"})

_APPLE_DOUBLE: Final = "._"
"""What macOS keeps beside each file on disks of other systems (RFC 1740)."""


def is_clutter(name: str) -> bool:
    """Whether an entry of this name, with its folders, is passed over."""
    parts = name.lower().split("/")
    return parts[0] == "__macosx" or parts[-1] in _FILES or parts[-1].startswith(_APPLE_DOUBLE)
