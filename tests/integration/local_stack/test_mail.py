"""A mail of this machine, from the adapter through the simulated SES and the SMTP sink to the page that shows it."""

from pathlib import Path

import boto3

from chalicelib.adapters.messaging import SesMessenger
from chalicelib.domain.notification import Message
from infra.local.desk import page, sink
from infra.local.inbox import all_sent
from infra.local.settings import Stack
from tests.carriers import serving
from tests.integration.local_stack.conftest import free_offset

LONG = "\n\n".join(f"Baris {number}: <b>{'x' * 60}</b> https://loket.example/a?b=1&c={number}" for number in range(40))
LINK = "https://loket.example/stop?k=abc&lang=id"


def test_a_long_mail_arrives_as_a_mail_program_gets_it_and_is_shown(tmp_path: Path) -> None:
    stack = Stack(tmp_path, free_offset())
    taking = sink(stack)
    taking.start()
    try:
        with serving(tmp_path, stack.offset) as carrier:
            client = boto3.client("sesv2", endpoint_url=carrier.url, region_name="ap-southeast-3")
            message = Message("resident@example.org", "Berkas \u2013 siap", LONG, "reference", stop_link=LINK)
            assert SesMessenger(client, "loket@example.org", "loket").send(message)
    finally:
        taking.stop()

    (raw,) = (stack.data / "mail" / "new").glob("*")
    assert f"List-Unsubscribe: <{LINK}>\n".encode() in raw.read_bytes().replace(b"\r\n", b"\n")
    (sent,) = all_sent(stack)
    assert (sent.to, sent.subject, sent.text.strip()) == ("resident@example.org", "Berkas \u2013 siap", LONG)
    assert "&lt;b&gt;" in sent.html
    assert sent.stop_link == LINK
    shown = page(stack, [sent])
    assert 'srcdoc="&lt;!doctype html&gt;' in shown
    assert 'action="https://loket.example/stop?k=abc&amp;lang=id"' in shown
