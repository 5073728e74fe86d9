"""Opaque identifiers hold nothing that a key, a path or a header would trip over."""

import pytest

from chalicelib.domain.identifiers import (
    BatchId,
    DocumentId,
    Fault,
    InvalidIdentifierError,
    OfficerId,
    OpaqueId,
    UploadId,
)


@pytest.mark.parametrize("kind", [OfficerId, UploadId, DocumentId, BatchId])
@pytest.mark.parametrize("text", ["", "a/b", "a b", "..", "a#b", "a\n", "\u00e4", "x" * 65])
def test_unsafe_characters_and_lengths_are_refused(kind: type[OpaqueId], text: str) -> None:
    with pytest.raises(InvalidIdentifierError) as caught:
        kind.parse(text)
    assert (caught.value.identifier, caught.value.code) == (kind.kind, Fault.SHAPE)


@pytest.mark.parametrize("text", ["a", "A-b_9", "x" * 64, "0b9e1f6c-5a7d-4c83-9e21-7f4a6d3b8c50"])
def test_safe_identifier_is_kept_as_it_is(text: str) -> None:
    officer = OfficerId.parse(text)
    assert (str(officer), officer.format(), officer.masked()) == (text, text, text)
