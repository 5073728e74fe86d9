"""Receipt numbers: every slip is caught, and the nearest numbers are offered."""

from itertools import pairwise

import pytest

from chalicelib.domain.identifiers import Fault, InvalidIdentifierError, ReceiptNumber
from chalicelib.domain.identifiers.receipt_symbols import ALPHABET, BASE, LENGTH, WEIGHTS, checksum, with_check_symbol

KEY = b"k" * 32
PROBES = [str(ReceiptNumber.derive(KEY, b"probe", n)) for n in range(20)] + [
    "22222222222",
    with_check_symbol("ZZZZZZZZZZ"),
]


def test_alphabet_has_31_symbols_and_no_look_alikes() -> None:
    assert BASE == len(set(ALPHABET)) == 31
    assert not set("01ILO") & set(ALPHABET)


def test_weights_differ_so_no_slip_cancels_out() -> None:
    assert len(WEIGHTS) == len(set(WEIGHTS)) == LENGTH
    assert all(0 < weight < BASE for weight in WEIGHTS)
    assert all((left + right) % BASE for left, right in pairwise(WEIGHTS))


@pytest.mark.parametrize("number", PROBES)
def test_every_wrong_symbol_is_caught(number: str) -> None:
    slips = [
        number[:position] + symbol + number[position + 1 :]
        for position in range(LENGTH)
        for symbol in ALPHABET
        if symbol != number[position]
    ]
    assert len(slips) == LENGTH * (BASE - 1)
    assert all(checksum(slip) for slip in slips)


@pytest.mark.parametrize("number", PROBES)
def test_every_swap_of_two_symbols_is_caught(number: str) -> None:
    for left in range(LENGTH):
        for right in range(left + 1, LENGTH):
            symbols = list(number)
            symbols[left], symbols[right] = symbols[right], symbols[left]
            assert bool(checksum("".join(symbols))) == (number[left] != number[right])


def test_every_pair_of_neighbours_is_caught_at_every_place() -> None:
    for left in range(LENGTH - 1):
        for first in ALPHABET:
            moved = {
                (WEIGHTS[left] - WEIGHTS[left + 1]) * (ALPHABET.index(first) - value) % BASE for value in range(BASE)
            }
            assert len(moved) == BASE


@pytest.mark.parametrize(
    "typed", ["TEST-TEST-TE5", "test-test-te5", " test test te5\n", "T.E.S.T.TESTTE5", "tEsT\u2013TEST\u2014te5"]
)
def test_case_blanks_and_dashes_are_tolerated(typed: str) -> None:
    assert str(ReceiptNumber.parse(typed)) == "TESTTESTTE5"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", Fault.EMPTY),
        ("--", Fault.EMPTY),
        ("TESTTESTTE", Fault.WRONG_LENGTH),
        ("TESTTESTTE55", Fault.WRONG_LENGTH),
        ("TESTTESTTE0", Fault.SYMBOL),
        ("TESTTESTTEi", Fault.SYMBOL),
        ("TESTTESTTE\uff15", Fault.SYMBOL),
        ("TESTTESTTE6", Fault.CHECK_SYMBOL),
        ("ETSTTESTTE5", Fault.CHECK_SYMBOL),
        ("TESTTESTT5E", Fault.CHECK_SYMBOL),
        ("T" * 65, Fault.TOO_LONG),
    ],
)
def test_each_malformed_number_is_refused_by_code(text: str, code: Fault) -> None:
    with pytest.raises(InvalidIdentifierError) as caught:
        ReceiptNumber.parse(text)
    assert caught.value.code is code


def test_number_is_read_aloud_in_groups_of_four() -> None:
    number = ReceiptNumber.parse("TESTTESTTE5")
    assert number.format() == "TEST-TEST-TE5"
    assert repr(number) == "ReceiptNumber('TEST-••••-•••')"


def test_same_key_intent_and_count_give_the_same_number() -> None:
    first = ReceiptNumber.derive(KEY, b"intent")
    assert first == ReceiptNumber.derive(KEY, b"intent", 0)
    assert len({first, ReceiptNumber.derive(KEY, b"intent", 1), ReceiptNumber.derive(b"j" * 32, b"intent")}) == 3


def test_hundred_thousand_intents_give_as_many_numbers() -> None:
    numbers = {ReceiptNumber.derive(KEY, intent.to_bytes(4, "big")) for intent in range(100_000)}
    assert len(numbers) == 100_000


def test_derived_symbols_are_spread_evenly() -> None:
    numbers = [ReceiptNumber.derive(KEY, b"even", n) for n in range(31_000)]
    for position in range(LENGTH):
        counts = [sum(number[position] == symbol for number in numbers) for symbol in ALPHABET]
        assert sum((count - 1000) ** 2 / 1000 for count in counts) < 80  # chi-squared, 30 degrees: once in 500,000


@pytest.mark.parametrize(("right", "typed"), [("8", "B"), ("5", "S"), ("2", "Z"), ("V", "U"), ("M", "N"), ("D", "T")])
@pytest.mark.parametrize("position", range(10))
def test_look_and_sound_alikes_are_among_the_first_five(right: str, typed: str, position: int) -> None:
    data = "234679QRWX"
    truth = with_check_symbol(data[:position] + right + data[position + 1 :])
    offered = ReceiptNumber.suggest(truth[:position] + typed + truth[position + 1 :])
    assert truth in offered


@pytest.mark.parametrize("typed", list("01ILOilo"))
@pytest.mark.parametrize("position", range(LENGTH))
def test_symbol_outside_the_alphabet_is_solved_for(typed: str, position: int) -> None:
    truth = PROBES[0]
    assert ReceiptNumber.suggest(truth[:position] + typed + truth[position + 1 :]) == (truth,)


@pytest.mark.parametrize("left", range(LENGTH - 1))
def test_swapped_neighbours_are_offered(left: int) -> None:
    truth = with_check_symbol("23467CRWXJ")
    typed = truth[:left] + truth[left + 1] + truth[left] + truth[left + 2 :]
    assert truth in ReceiptNumber.suggest(typed)


def test_right_number_is_its_own_suggestion() -> None:
    assert ReceiptNumber.suggest("test-test-te5") == (ReceiptNumber("TESTTESTTE5"),)


@pytest.mark.parametrize("text", ["", "TEST", "TESTTESTTE55", "0ESTTESTTE0", "T" * 100_000, "\u00fc" * 11])
def test_text_too_far_off_gets_no_suggestion(text: str) -> None:
    assert ReceiptNumber.suggest(text) == ()


@pytest.mark.parametrize("limit", [0, 1, 5, 21])
def test_suggestions_keep_to_their_limit(limit: int) -> None:
    offered = ReceiptNumber.suggest("TESTTESTTE6", limit)
    assert len(offered) <= limit
    assert all(ReceiptNumber.parse(number) == number for number in offered)
