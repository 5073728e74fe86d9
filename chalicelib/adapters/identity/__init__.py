"""Tokens: those of residents, made and read here, and those of staff, made by an OIDC issuer."""
