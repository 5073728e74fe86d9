"""Names as people have them: one word, apostrophes, titles, sixty characters and more."""

import re
from typing import Final
from unicodedata import category, name, normalize

from typing_extensions import override

from chalicelib.domain.identifiers.base import BULLET, Identifier
from chalicelib.domain.identifiers.doubts import Doubt, DoubtCode
from chalicelib.domain.identifiers.errors import Fault, InvalidIdentifierError

MOST: Final = 200
MOST_TYPED: Final = 1_000  # before blanks are collapsed
MOST_BY_LAW: Final = 60
LEAST_WORDS_BY_LAW: Final = 2
NAMING_RULE: Final = "Permendagri 73/2022 art. 4: for names recorded since then; older names stay valid"

MARKS: Final = "'-.,/()"
ONE_SPELLING: Final = str.maketrans("\u2018\u2019\u02bc\u02bb`\u00b4\u2010\u2011\u2013", "''''''---")
STACKED_MARKS: Final = 4
INVISIBLE: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")  # letters and marks by category only
WORD: Final = re.compile(r"\S+")


class PersonName(Identifier):
    """A name of 1 to 200 characters, in NFC, with single blanks: letters of any script, digits and `'-.,/()`.

    What Permendagri 73/2022 asks of new names is a doubt and never a reason to refuse: older names stay valid.
    """

    __slots__ = ()

    kind = "person_name"
    description = "Name of a person as on their papers: one word or more, at most 200 characters."
    example = "Contoh Nama"
    max_length = MOST_TYPED

    @classmethod
    @override
    def _canonical(cls, text: str) -> str:
        if len(text) > MOST_TYPED:
            raise InvalidIdentifierError(cls.kind, Fault.TOO_LONG)
        spelled = " ".join(normalize("NFC", text).translate(ONE_SPELLING).split())
        if not spelled:
            raise InvalidIdentifierError(cls.kind, Fault.EMPTY)
        if len(spelled) > MOST:
            raise InvalidIdentifierError(cls.kind, Fault.TOO_LONG)
        fault = next(filter(None, map(_fault, spelled)), None) or _fault_of_whole(spelled)
        if fault is not None:
            raise InvalidIdentifierError(cls.kind, fault)
        return spelled

    def doubts(self) -> tuple[Doubt, ...]:
        """Return which of the rules for new names it does not meet."""
        found = (
            (DoubtCode.ONE_WORD, len(self.split()) < LEAST_WORDS_BY_LAW),
            (DoubtCode.LONG_NAME, len(self) > MOST_BY_LAW),
            (DoubtCode.NOT_LATIN, any(_is_foreign(character) for character in self)),
            (DoubtCode.DIGIT_OR_PUNCTUATION, any(character.isdigit() or character in MARKS for character in self)),
        )
        return tuple(Doubt(code, NAMING_RULE) for code, applies in found if applies)

    @override
    def masked(self) -> str:
        """Keep the first letter of each word: `C••• N•••`."""
        return WORD.sub(lambda word: word[0][0] + BULLET * 3, self)


def _fault(character: str) -> Fault | None:
    kind = category(character)
    if kind[0] == "C" or character in INVISIBLE:  # controls, and the invisible ones that turn the direction of reading
        return Fault.CONTROL_CHARACTER
    allowed = kind[0] in "LM" or character in MARKS or character == " " or (kind == "Nd" and character.isascii())
    return None if allowed else Fault.SYMBOL


def _fault_of_whole(spelled: str) -> Fault | None:
    if not any(map(str.isalpha, spelled)):
        return Fault.SHAPE
    stacked = 0
    for character in spelled:
        stacked = stacked + 1 if category(character)[0] == "M" else 0
        if stacked == STACKED_MARKS:  # a heap of accents that covers its neighbours; no script needs it
            return Fault.SYMBOL
    return None


def _is_foreign(character: str) -> bool:
    return character.isalpha() and not name(character, "").startswith("LATIN")
