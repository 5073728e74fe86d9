"""Archives that post offices send: one zip holds the single pages of one envelope."""
