"""The message catalogue as it is kept: texts by section and name, one tree a language."""

from collections.abc import Mapping
from typing import Any, Final

Tree = Mapping[str, Any]

DEFAULT_FAULT: Final = "invalid"
DEFAULT_REJECTION: Final = "other"
