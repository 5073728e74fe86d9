"""Inspection of residents' files: everything that parses one runs in a confined child process, never here."""

from chalicelib.adapters.imaging.inspector import SandboxedInspector
from chalicelib.adapters.imaging.limits import Limits

__all__ = ["Limits", "SandboxedInspector"]
