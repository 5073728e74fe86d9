"""The templates that an office has approved for WhatsApp, from the catalogue: `python -m infra.whatsapp_templates`.

Prints a JSON list; each entry is the definition of one template as Meta takes it. docs/runbook.md says where it goes.
"""

import json
from typing import Any, Final

from chalicelib.catalogue import load_messages
from chalicelib.domain.messages.whatsapp import WhatsAppTemplate, all_templates

EXAMPLES: Final = {
    "address": "Jalan Mayjen Sungkono, Malang",
    "answer_days": "14",
    "count": "2",
    "draft_days": "30",
    "handed_over_at": "3 Desember 2026 pukul 09.30 WIB",
    "help_line": "0341-000000",
    "how": "Ambil di loket 5, Senin sampai Jumat pukul 08.00-15.00.",
    "link": "https://loket.example.go.id",
    "next": "Proses paling lama 24 jam kerja.",
    "pin": "123456",
    "place": "Loket pengambilan, Block Office lantai 1",
    "postal_number": "P2611280000001",
    "product": "Kartu Keluarga",
    "reason": "Data tidak cocok.",
    "receipt": "23456-78923",
    "receipt_start": "2345",
    "received_at": "28 November 2026 pukul 10.00 WIB",
    "service": "Kartu Keluarga baru",
    "short_name": "Dukcapil",
    "until": "5 Desember 2026",
    "visit": "4 Desember 2026 pukul 09.00 WIB",
}
"""What Meta's reviewers see in place of each parameter; of no real person."""


def definition(template: WhatsAppTemplate) -> dict[str, Any]:
    """One template as Meta takes it: a message of service, with named parameters."""
    shown = [{"param_name": name, "example": EXAMPLES.get(name, name)} for name in template.parameters]
    body = {"type": "BODY", "text": template.body, "example": {"body_text_named_params": shown}}
    return {
        "name": template.name,
        "language": template.language.value,
        "category": "UTILITY",
        "parameter_format": "NAMED",
        "components": [body],
    }


def main() -> None:
    """All of them, the shipped texts alone: what an office changes for its text messages is not approved."""
    print(json.dumps([definition(each) for each in all_templates(load_messages())], ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
