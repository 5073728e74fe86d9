"""What four residents say on their way: each step in the order in which it is asked, and what they say of papers."""

ABOUT = {
    "name": {"name": "Siti Contoh"},
    "nik": {"nik": "357399 450390 0001"},
    "birth": {"birth-day": "5", "birth-month": "3", "birth-year": "1990"},
}
REACHED = {
    "family-card": {"family_card": "3573991203100002"},
    "contact": {"phone": "0810 0000 0001", "email": "siti@example.org"},
}
CHILD = {
    "subject-name": {"name": "Bayi Contoh"},
    "subject-nik": {"nik": ""},
    "subject-birth": {"birth-day": "2", "birth-month": "2", "birth-year": "2026"},
}
ADDRESS = {"street": "Jalan Contoh 12", "rt": "3", "rw": "1", "village": "3573011001"}
ISSUED = {"issued-day": "1", "issued-month": "3", "issued-year": "2026"}
PICK_UP = {**REACHED, "delivery": {"delivery": "pick_up", "lives_in": "3573011001"}}
JOURNEYS = {
    "KTP-LOST": ({"role": {"role": "self"}, **ABOUT, **PICK_UP}, {"sk-hilang": ISSUED}),
    "KTP-NEW": (
        {**ABOUT, "q-foreigner": {"foreigner": "no"}, "q-resident": {"resident": "yes"},
         "q-collected_by_other": {"collected_by_other": "no"}, **PICK_UP},
        {},
    ),
    "KK-CHANGE": (
        {"role": {"role": "head_of_family"}, **ABOUT, "q-change_kind": {"change_kind": "birth"}, **REACHED,
         "delivery": {"delivery": "post", "lives_in": "3573011001"}, "address": ADDRESS},
        {"evidence-birth": {"type": "AKTA_LAHIR"}},
    ),
    "BIRTH": (
        {"role": {"role": "parent"}, **ABOUT, **CHILD, "q-parent_foreigner": {"parent_foreigner": "no"},
         "q-kia_wanted": {"kia_wanted": "no"}, **PICK_UP},
        {"birth-proof": {"type": "SK_LAHIR"}, "marriage-proof": {"type": "BUKU_NIKAH"}},
    ),
}  # fmt: skip
