"""The province codes of the Ministry of Home Affairs."""

from typing import Final

NATIONAL_CODES: Final = "Kepmendagri 300.2.2-2138/2025: the province is none of the 38"
PROVINCE_CODES: Final = frozenset(
    str(code)
    for codes in (
        range(11, 20),
        (21,),
        range(31, 37),
        range(51, 54),
        range(61, 66),
        range(71, 77),
        (81, 82),
        range(91, 97),
    )
    for code in codes
)
