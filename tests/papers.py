"""The synthetic papers of the local stack, under the tests' own name."""

from infra.local.papers import Person, draw_paper, invent_person

__all__ = ["Person", "draw_paper", "invent_person"]
