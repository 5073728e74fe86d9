"""Page images that staff may look at: each with its thumbnail, and none before the file is accepted."""

import pytest

from chalicelib.domain.errors import NotFoundError
from tests.builders import OFFICER
from tests.unit.services.given import Desk


def test_a_page_comes_with_its_thumbnail() -> None:
    desk = Desk()
    visitor = desk.start()
    desk.send(visitor, *desk.demanded(visitor))
    desk.inspect()
    desk.services.submit_application(visitor, None)
    links = desk.services.find_cases.link_page(visitor.receipt, 1, OFFICER)
    assert links.page.thumbnail is not None
    assert links.page.key in links.url
    assert links.page.thumbnail in str(links.thumbnail_url)
    assert desk.ports.store.pages[links.page.thumbnail].startswith(b"\xff\xd8\xff")


def test_there_is_no_page_beyond_the_last() -> None:
    desk = Desk()
    visitor = desk.start()
    with pytest.raises(NotFoundError):
        desk.services.find_cases.link_page(visitor.receipt, 1, OFFICER)
