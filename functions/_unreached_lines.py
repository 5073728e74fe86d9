"""Lines of the list of residents whom no notice reached, as the work queue's page shows them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.notification import Untold


@dataclass(frozen=True, slots=True)
class UnreachedLine:
    """What a resident was not told, since when, and how each way that was tried ended."""

    number: str
    since: datetime
    news: str
    tried: tuple[str, ...]


def show_unreached(item: Mapping[str, Any], words: Mapping[str, str]) -> UnreachedLine:
    """A line without a notice is of a file whose check for viruses does not answer: nobody was to be told."""
    notice = item.get("notice")
    return UnreachedLine(
        number=ReceiptNumber(item["receipt"]).format(),
        since=datetime.fromisoformat(item["clock"]),
        news=words[f"news_{notice}"] if notice else words["check_silent"],
        tried=_tried(item.get("channels") or {}, item.get("capped") or (), item.get("closed") or {}, words)
        if notice
        else ("–",),
    )


def show_untold(news: Untold, receipt: ReceiptNumber, words: Mapping[str, str]) -> UnreachedLine:
    """The same of one case, on its own page."""
    tried = {channel.value: state.value for channel, state in news.channels.items()}
    closed = {channel.value: why.value for channel, why in news.closed.items()}
    ways = _tried(tried, news.capped, closed, words)
    return UnreachedLine(receipt.format(), news.since, words[f"news_{news.notice}"], ways)


def _tried(
    channels: Mapping[str, str], capped: Collection[str], closed: Mapping[str, str], words: Mapping[str, str]
) -> tuple[str, ...]:
    """Why a way is closed says more than that a message failed; that one may have arrived says more than that."""
    ends = {channel: "capped" if channel in capped else state for channel, state in channels.items()}
    ends |= {channel: why for channel, why in closed.items() if ends.get(channel, "failed").startswith("failed")}
    told = (words[f"tried_{end}"].format(way=words[f"by_{channel}"]) for channel, end in sorted(ends.items()))
    return tuple(told) or (words["no_contact"],)
