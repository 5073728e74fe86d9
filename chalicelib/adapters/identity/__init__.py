"""Tokens: those of residents, made and read here, and those of staff, made by an OIDC issuer."""

from chalicelib.adapters.identity.resident_tokens import JwtResidentTokens
from chalicelib.adapters.identity.staff_tokens import OidcStaffTokens

__all__ = ["JwtResidentTokens", "OidcStaffTokens"]
