"""Answers and the exact papers they call for, for every service; written by hand from the law and the checklists.

Papers are separated by blanks; `A|B` is one slot that either paper fills. `open` are papers that still depend on an
answer, `officer` those that only an officer may ask for.
"""

from dataclasses import dataclass, field

from chalicelib.domain.catalogue import Answer, Answers, ApplicantRole


@dataclass(frozen=True)
class Row:
    service: str
    answers: Answers
    papers: str
    open: str = ""
    officer: str = ""
    role: ApplicantRole | None = field(default=None, kw_only=True)


PROXY = ApplicantRole.PROXY

FIRST_CARD = {"age": 17, "was_married": False, "foreigner": False, "resident": True, "collected_by_other": False}
NEW_FAMILY = {"head_died": False, "moved_in": False, "not_in_any_kk": False, "no_documents": False}
MOVED_IN = {"married_or_divorced": False, "head_died": False, "lodges": False, "has_ktp": True, "has_kia": False}
DEATH = {
    "identity_unclear": False,
    "body_missing": False,
    "deceased_not_resident": False,
    "deceased_unregistered": False,
}
COUPLE: dict[str, Answer] = {
    "spouse_widowed": False,
    "spouse_divorced": False,
    "spouse_under_19": False,
    "husband_still_married": False,
    "deceased_spouse": "none",
    "spouse_foreigner": False,
}
COUPLE_PAPERS = "F201 SK_KAWIN_AGAMA PAS_FOTO_KAWIN KTP KK"

ROWS = (
    # KTP-el
    Row("KTP-NEW", FIRST_CARD, "F102 KK AKTA_LAHIR"),
    Row("KTP-NEW", FIRST_CARD | {"age": 16, "was_married": True}, "F102 KK AKTA_LAHIR BUKU_NIKAH"),
    Row("KTP-NEW", FIRST_CARD | {"collected_by_other": True}, "F102 KK AKTA_LAHIR F107"),
    Row("KTP-NEW", {}, "F102 KK AKTA_LAHIR", open="BUKU_NIKAH F107"),
    Row("KTP-LOST", {}, "F102 SK_HILANG KK"),
    Row("KTP-LOST", {}, "F102 SK_HILANG KK F107", role=PROXY),
    Row("KTP-DAMAGED", {}, "F102 KTP_RUSAK KK"),
    Row("KTP-CHANGE", {"kk_already_updated": True, "old_card_lost": False}, "F102 KTP_LAMA KK"),
    Row("KTP-CHANGE", {"kk_already_updated": False, "old_card_lost": False}, "F102 KTP_LAMA KK BUKTI_UBAH"),
    Row("KTP-CHANGE", {"kk_already_updated": True, "old_card_lost": True}, "F102 KK SK_HILANG"),
    Row("KTP-CHANGE", {}, "F102 KK", open="KTP_LAMA BUKTI_UBAH SK_HILANG"),
    Row("KTP-PHOTO", {"photo_ground": "physical_change"}, "F102 KTP_LAMA KK BUKTI_UBAH"),
    Row("KTP-PHOTO", {"photo_ground": "damaged_card"}, "F102 KTP_LAMA KK BUKTI_UBAH"),
    Row("KTP-PHOTO", {"photo_ground": "other"}, "F102 KTP_LAMA KK"),
    Row("KTP-MOVEIN", {"old_card_lost": False}, "F102 SKPWNI KK KTP_LAMA"),
    Row("KTP-MOVEIN", {"old_card_lost": True}, "F102 SKPWNI KK SK_HILANG"),
    Row("KTP-OUTDOM", {"card_state": "damaged", "recorded_before": True, "data_changed": False}, "KK KTP_LAMA"),
    Row("KTP-OUTDOM", {"card_state": "lost", "recorded_before": True, "data_changed": False}, "KK SK_HILANG"),
    Row("KTP-OA", {"oa_request": "first", "age": 30}, "F102 KK PASPOR KITAP"),
    Row("KTP-OA", {"oa_request": "renewal", "age": 30}, "F102 KK PASPOR KITAP KTP_LAMA"),
    Row("KTP-OA", {"oa_request": "change", "age": 30}, "F102 KK PASPOR KITAP KTP_LAMA"),
    Row("KTP-OA", {"oa_request": "lost", "age": 30}, "F102 KK PASPOR KITAP SK_HILANG"),
    Row("KTP-OA", {"oa_request": "damaged", "age": 30}, "F102 KK PASPOR KITAP KTP_RUSAK"),
    Row("IKD-ACT", {"has_smartphone": True}, "KTP"),
    # family card
    Row("KK-NEW-FAMILY", NEW_FAMILY, "F102 F101 BUKU_NIKAH|AKTA_CERAI|F105 KK_LAMA", officer="SPTJM_KK"),
    Row(
        "KK-NEW-FAMILY",
        NEW_FAMILY | {"head_died": True},
        "F102 F101 BUKU_NIKAH|AKTA_CERAI|F105 KK_LAMA AKTA_MATI",
        officer="SPTJM_KK",
    ),
    Row(
        "KK-NEW-FAMILY",
        NEW_FAMILY | {"moved_in": True},
        "F102 F101 BUKU_NIKAH|AKTA_CERAI|F105 SKPWNI",
        officer="SPTJM_KK",
    ),
    Row(
        "KK-NEW-FAMILY",
        NEW_FAMILY | {"not_in_any_kk": True},
        "F102 F101 BUKU_NIKAH|AKTA_CERAI|F105 SP_BELUM_KK",
        officer="SPTJM_KK",
    ),
    Row(
        "KK-NEW-FAMILY",
        NEW_FAMILY | {"no_documents": True},
        "F102 F101 BUKU_NIKAH|AKTA_CERAI|F105 F104",
        officer="SPTJM_KK",
    ),
    Row("KK-HEAD", {"only_minors_remain": False}, "F102 AKTA_MATI KK_LAMA"),
    Row("KK-HEAD", {"only_minors_remain": True}, "F102 AKTA_MATI KK_LAMA SP_WALI"),
    Row("KK-SPLIT", {"age": 30, "has_ktp": True, "split_reason": "other"}, "F102 KK_LAMA"),
    Row("KK-SPLIT", {"age": 30, "has_ktp": True, "split_reason": "marriage"}, "F102 KK_LAMA BUKU_NIKAH|AKTA_CERAI"),
    Row("KK-SPLIT", {"age": 30, "has_ktp": True, "split_reason": "divorce"}, "F102 KK_LAMA BUKU_NIKAH|AKTA_CERAI"),
    Row("KK-CHANGE", {"change_kind": "birth"}, "F102 F106 KK_LAMA SK_LAHIR|AKTA_LAHIR", officer="SPTJM_KK"),
    Row(
        "KK-CHANGE",
        {"change_kind": "add_member", "minor_moves_kk": False},
        "F102 F106 KK_LAMA SKPWNI|KK_TUMPANGAN|SP_TIDAK_KEBERATAN",
        officer="SPTJM_KK",
    ),
    Row(
        "KK-CHANGE",
        {"change_kind": "add_member", "minor_moves_kk": True},
        "F102 F106 KK_LAMA SKPWNI|KK_TUMPANGAN|SP_TIDAK_KEBERATAN SP_PENGASUHAN",
        officer="SPTJM_KK",
    ),
    Row("KK-CHANGE", {"change_kind": "death"}, "F102 F106 KK_LAMA AKTA_MATI", officer="SPTJM_KK"),
    Row(
        "KK-CHANGE",
        {"change_kind": "death", "minor_moves_kk": True},
        "F102 F106 KK_LAMA AKTA_MATI",
        officer="SPTJM_KK",
    ),
    Row(
        "KK-CHANGE",
        {"change_kind": "moved_out", "minor_moves_kk": False},
        "F102 F106 KK_LAMA SKPWNI",
        officer="SPTJM_KK",
    ),
    Row("KK-CHANGE", {"change_kind": "education_job"}, "F102 F106 KK_LAMA IJAZAH|BUKTI_UBAH", officer="SPTJM_KK"),
    Row(
        "KK-CHANGE",
        {"change_kind": "marital_status"},
        "F102 F106 KK_LAMA BUKU_NIKAH|AKTA_CERAI|AKTA_MATI|F105",
        officer="SPTJM_KK",
    ),
    Row("KK-CHANGE", {"change_kind": "other"}, "F102 F106 KK_LAMA BUKTI_UBAH", officer="SPTJM_KK"),
    Row(
        "KK-CHANGE",
        {"change_kind": "other"},
        "F102 F106 KK_LAMA BUKTI_UBAH F107",
        officer="SPTJM_KK",
        role=PROXY,
    ),
    Row("KK-LOST", {"nik_on_f102": True, "foreigner": False}, "F102 SK_HILANG"),
    Row("KK-LOST", {"nik_on_f102": False, "foreigner": False}, "F102 SK_HILANG KTP"),
    Row("KK-LOST", {"nik_on_f102": True, "foreigner": True}, "F102 SK_HILANG KITAP"),
    Row("KK-DAMAGED", {}, "F102 KK_RUSAK"),
    # child card
    Row("KIA-NEW", {"age": 4, "was_married": False, "f102_filled": True}, "FORM_KIA AKTA_LAHIR KK_ORTU"),
    Row("KIA-NEW", {"age": 5, "was_married": False, "f102_filled": True}, "FORM_KIA AKTA_LAHIR KK_ORTU PAS_FOTO_ANAK"),
    Row("KIA-NEW", {"age": 4, "was_married": False, "f102_filled": False}, "FORM_KIA AKTA_LAHIR KK_ORTU KTP_ORTU"),
    Row("KIA-LOST", {"age": 9}, "SK_HILANG KK_ORTU"),
    Row("KIA-DAMAGED", {"age": 9}, "KIA_LAMA KK_ORTU"),
    # moving and first registration
    Row("MOVE-OUT", {"only_minors_remain": False, "minor_moves_alone": False}, "F103 KK"),
    Row("MOVE-OUT", {"only_minors_remain": True, "minor_moves_alone": False}, "F103 KK SP_WALI"),
    Row("MOVE-OUT", {"only_minors_remain": False, "minor_moves_alone": True}, "F103 KK SP_PENGASUHAN"),
    Row("MOVE-OUT-ASSIST", {}, "F103 KK KTP SPTJM_KK"),
    Row("MOVE-IN", MOVED_IN, "SKPWNI F102 F101", officer="SPTJM_KK"),
    Row(
        "MOVE-IN",
        MOVED_IN | {"married_or_divorced": True},
        "SKPWNI F102 F101 BUKU_NIKAH|AKTA_CERAI",
        officer="SPTJM_KK",
    ),
    Row("MOVE-IN", MOVED_IN | {"head_died": True}, "SKPWNI F102 F101 AKTA_MATI", officer="SPTJM_KK"),
    Row("MOVE-IN", MOVED_IN | {"lodges": True}, "SKPWNI F102 F101 SP_TIDAK_KEBERATAN", officer="SPTJM_KK"),
    Row("MOVE-WITHIN", {"lodges": False}, "F103 KK"),
    Row("MOVE-WITHIN", {"lodges": True}, "F103 KK SP_TIDAK_KEBERATAN"),
    Row("MOVE-ABROAD", {}, "F103 KK KTP"),
    Row("MOVE-FROM-ABROAD", {"age": 30, "was_married": True}, "F103 PASPOR SKPLN"),
    Row("BIODATA", {"no_documents": False, "lodges": False}, "F101 RT_RW BUKTI_UBAH IJAZAH"),
    Row("BIODATA", {"no_documents": True, "lodges": False}, "F101 RT_RW F104"),
    Row("BIODATA", {"no_documents": False, "lodges": True}, "F101 RT_RW BUKTI_UBAH IJAZAH SP_TIDAK_KEBERATAN"),
    # civil registration
    Row(
        "BIRTH",
        {"parent_foreigner": False, "kia_wanted": True},
        "F201 SK_LAHIR|F203 BUKU_NIKAH|F204 KK_ORTU",
    ),
    Row(
        "BIRTH",
        {"parent_foreigner": True, "kia_wanted": False},
        "F201 SK_LAHIR|F203 BUKU_NIKAH|F204 KK_ORTU PASPOR",
    ),
    Row("BIRTH-FOUNDLING", {}, "F201 BAP_POLISI"),
    Row("STILLBIRTH", {}, "F201 SK_LAHIR_MATI KK_ORTU"),
    Row("DEATH", DEATH, "F201 SK_MATI KK"),
    Row("DEATH", DEATH | {"identity_unclear": True}, "F201 SK_POLISI_MATI"),
    Row("DEATH", DEATH | {"body_missing": True}, "F201 KK PUTUSAN_PN"),
    Row("DEATH", DEATH | {"deceased_not_resident": True}, "F201 SK_MATI PASPOR"),
    Row("DEATH", DEATH | {"deceased_unregistered": True}, "F201 SK_MATI"),
    Row("MARRIAGE", COUPLE, COUPLE_PAPERS),
    Row("MARRIAGE", COUPLE | {"spouse_widowed": True}, f"{COUPLE_PAPERS} AKTA_MATI"),
    Row("MARRIAGE", COUPLE | {"spouse_divorced": True}, f"{COUPLE_PAPERS} AKTA_CERAI"),
    Row("MARRIAGE", COUPLE | {"spouse_under_19": True, "has_court_ruling": True}, f"{COUPLE_PAPERS} PUTUSAN_PN"),
    Row("MARRIAGE", COUPLE | {"husband_still_married": True}, f"{COUPLE_PAPERS} PUTUSAN_PN"),
    Row("MARRIAGE", COUPLE | {"deceased_spouse": "husband"}, f"{COUPLE_PAPERS} F204"),
    Row("MARRIAGE", COUPLE | {"deceased_spouse": "wife"}, f"{COUPLE_PAPERS} F204"),
    Row("MARRIAGE", COUPLE | {"spouse_foreigner": True}, f"{COUPLE_PAPERS} PASPOR"),
    Row("MARRIAGE-ANNUL", {}, "F201 PUTUSAN_PN AKTA_KAWIN KTP KK"),
    Row("DIVORCE", {}, "F201 PUTUSAN_PN AKTA_KAWIN KTP KK"),
    Row("DIVORCE-ANNUL", {}, "F201 PUTUSAN_PN AKTA_CERAI KTP KK"),
    Row(
        "CHILD-RECOGNITION",
        {"religious_marriage": True, "mother_foreigner": False},
        "F201 SP_PENGAKUAN|PUTUSAN_PN SK_KAWIN_AGAMA AKTA_LAHIR KK",
    ),
    Row("CHILD-RECOGNITION", {"religious_marriage": False, "mother_foreigner": False}, "F201 PUTUSAN_PN AKTA_LAHIR KK"),
    Row(
        "CHILD-RECOGNITION",
        {"religious_marriage": True, "mother_foreigner": True},
        "F201 PUTUSAN_PN SK_KAWIN_AGAMA AKTA_LAHIR KK PASPOR",
    ),
    Row(
        "CHILD-LEGITIMATION",
        {"born_before_marriage": False, "parent_foreigner": False},
        "F201 AKTA_LAHIR AKTA_KAWIN KK_ORTU",
    ),
    Row(
        "CHILD-LEGITIMATION",
        {"born_before_marriage": True, "parent_foreigner": False},
        "F201 AKTA_LAHIR AKTA_KAWIN KK_ORTU PUTUSAN_PN",
    ),
    Row(
        "CHILD-LEGITIMATION",
        {"born_before_marriage": False, "parent_foreigner": True},
        "F201 AKTA_LAHIR AKTA_KAWIN KK_ORTU PASPOR",
    ),
    Row("ADOPTION", {"parent_foreigner": False}, "F201 PUTUSAN_PN AKTA_LAHIR KK_ORTU"),
    Row("ADOPTION", {"parent_foreigner": True}, "F201 PUTUSAN_PN AKTA_LAHIR KK_ORTU PASPOR"),
    Row("NAME-CHANGE", {"foreigner": False}, "F201 PUTUSAN_PN AKTA_CAPIL KK"),
    Row("NAME-CHANGE", {"foreigner": True}, "F201 PUTUSAN_PN AKTA_CAPIL KK PASPOR"),
    Row("AKTA-CORRECTION", {}, "F201 BUKTI_UBAH AKTA_CAPIL"),
    Row("AKTA-CORRECTION", {}, "F201 BUKTI_UBAH AKTA_CAPIL F107", role=PROXY),
    Row("AKTA-REISSUE", {}, "SK_HILANG|AKTA_CAPIL KTP KK"),
    Row("CITIZENSHIP", {"certificate_from_abroad": False}, "F201 BUKTI_UBAH AKTA_CAPIL KK PASPOR"),
    Row("OTHER-EVENT", {}, "F201 PUTUSAN_PN AKTA_CAPIL KK"),
)

# The 48 conditions of the law and the checklists: on whose answer (or whose word) which paper depends.
QUESTIONS = "questions"
OFFICER = "officer"
CONDITIONS = (
    ("KTP-NEW", "BUKU_NIKAH", QUESTIONS),  # younger than 17
    ("KTP-NEW", "F107", QUESTIONS),  # somebody else collects the card
    ("KTP-CHANGE", "BUKTI_UBAH", QUESTIONS),  # family card not yet updated
    ("KTP-CHANGE", "SK_HILANG", QUESTIONS),  # old card lost
    ("KTP-PHOTO", "BUKTI_UBAH", QUESTIONS),  # permanent physical change or damaged card
    ("KTP-MOVEIN", "SK_HILANG", QUESTIONS),  # card of the former address lost
    ("KTP-OUTDOM", "KTP_LAMA", QUESTIONS),  # damaged
    ("KTP-OUTDOM", "SK_HILANG", QUESTIONS),  # lost
    ("KTP-OA", "KTP_LAMA", QUESTIONS),  # renewal or change
    ("KTP-OA", "SK_HILANG", QUESTIONS),  # lost
    ("KTP-OA", "KTP_RUSAK", QUESTIONS),  # damaged
    ("KK-NEW-FAMILY", "AKTA_MATI", QUESTIONS),  # head of the family died
    ("KK-NEW-FAMILY", "SKPWNI", QUESTIONS),  # moved in
    ("KK-NEW-FAMILY", "SPTJM_KK", OFFICER),
    ("KK-NEW-FAMILY", "SP_BELUM_KK", QUESTIONS),  # on no family card
    ("KK-NEW-FAMILY", "F104", QUESTIONS),  # no population documents
    ("KK-HEAD", "SP_WALI", QUESTIONS),  # all who remain younger than 17
    ("KK-SPLIT", "BUKU_NIKAH|AKTA_CERAI", QUESTIONS),  # marriage or divorce
    ("KK-CHANGE", "SP_PENGASUHAN", QUESTIONS),  # a member under 17 changes family card
    ("KK-CHANGE", "SPTJM_KK", OFFICER),
    ("KK-LOST", "KTP", QUESTIONS),  # NIK not on F-1.02
    ("KK-LOST", "KITAP", QUESTIONS),  # foreigner
    ("KIA-NEW", "PAS_FOTO_ANAK", QUESTIONS),  # 5 or older
    ("KIA-NEW", "KTP_ORTU", QUESTIONS),  # F-1.02 not filled in
    ("MOVE-OUT", "SP_WALI", QUESTIONS),  # all who remain younger than 17
    ("MOVE-OUT", "SP_PENGASUHAN", QUESTIONS),  # under 17 moves alone
    ("MOVE-IN", "BUKU_NIKAH|AKTA_CERAI", QUESTIONS),  # married or divorced
    ("MOVE-IN", "AKTA_MATI", QUESTIONS),  # head of the family died
    ("MOVE-IN", "SP_TIDAK_KEBERATAN", QUESTIONS),  # joins, rents, boards
    ("MOVE-IN", "SPTJM_KK", OFFICER),
    ("MOVE-WITHIN", "SP_TIDAK_KEBERATAN", QUESTIONS),  # joins, rents, boards
    ("BIODATA", "F104", QUESTIONS),  # no documents
    ("BIODATA", "SP_TIDAK_KEBERATAN", QUESTIONS),  # joins or rents
    ("BIRTH", "PASPOR", QUESTIONS),  # a parent is a foreigner
    ("DEATH", "SK_POLISI_MATI", QUESTIONS),  # identity unclear
    ("DEATH", "PUTUSAN_PN", QUESTIONS),  # missing, body not found
    ("DEATH", "PASPOR", QUESTIONS),  # no resident, or foreigner
    ("MARRIAGE", "AKTA_MATI", QUESTIONS),  # widowed
    ("MARRIAGE", "AKTA_CERAI", QUESTIONS),  # divorced
    ("MARRIAGE", "PUTUSAN_PN", QUESTIONS),  # before 19, or second marriage
    ("MARRIAGE", "F204", QUESTIONS),  # a spouse died before registration
    ("MARRIAGE", "PASPOR", QUESTIONS),  # a spouse is a foreigner
    ("CHILD-RECOGNITION", "PUTUSAN_PN", QUESTIONS),  # outside a religious marriage, or mother a foreigner
    ("CHILD-RECOGNITION", "PASPOR", QUESTIONS),  # mother a foreigner
    ("CHILD-LEGITIMATION", "PUTUSAN_PN", QUESTIONS),  # born before the religious marriage
    ("CHILD-LEGITIMATION", "PASPOR", QUESTIONS),  # a parent is a foreigner
    ("ADOPTION", "PASPOR", QUESTIONS),  # an adoptive parent is a foreigner
    ("NAME-CHANGE", "PASPOR", QUESTIONS),  # foreigner
)
