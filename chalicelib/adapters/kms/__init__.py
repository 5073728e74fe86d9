"""Envelope encryption under the office's key."""

from chalicelib.adapters.kms.sealer import KmsSealer

__all__ = ["KmsSealer"]
