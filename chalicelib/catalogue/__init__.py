"""The catalogue as data: what the office does, in the words people read."""

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from chalicelib.domain.catalogue import Catalogue, CatalogueFile
from chalicelib.domain.messages import Messages
from chalicelib.domain.office import Office
from chalicelib.domain.regions import Regions

if TYPE_CHECKING:
    from chalicelib.domain.catalogue.guide import Guide
    from chalicelib.domain.closed_days import ClosedDays
    from chalicelib.domain.legibility import Legibility

COMPILED = "catalogue.json"
COMPILED_MESSAGES = "messages.json"


@cache
def load_catalogue() -> Catalogue:
    """Read and check the compiled catalogue once per process; raise InvalidCatalogueError naming every fault."""
    return Catalogue.from_file(CatalogueFile.parse(files(__name__).joinpath(COMPILED).read_bytes()))


@cache
def load_messages() -> Messages:
    """Read the compiled messages once per process; `compile_messages` has checked them, and checking takes its time."""
    return Messages.load(files(__name__).joinpath(COMPILED_MESSAGES).read_bytes())


@cache
def load_legibility() -> "Legibility":
    """The weights and thresholds by which pages are judged, here and in the browser."""
    from chalicelib.domain.legibility import Legibility  # noqa: PLC0415 - the inspection's alone

    return Legibility.model_validate_json(files(__name__).joinpath("legibility.json").read_bytes())


@cache
def load_guide() -> "Guide":
    """What leads to which service."""
    from chalicelib.domain.catalogue.guide import Guide  # noqa: PLC0415 - the pages' alone

    return Guide.model_validate_json(files(__name__).joinpath("start.json").read_bytes())


@cache
def load_regions() -> Regions:
    """The regions of the office's city and its neighbours."""
    return Regions.from_json(files(__name__).joinpath("regions.json").read_bytes())


@cache
def load_office(code: str) -> Office:
    """One office by its Kemendagri code; raises FileNotFoundError for one that has no file."""
    return Office.model_validate_json(files(__name__).joinpath("offices", f"{code}.json").read_bytes())


@cache
def load_closed_days() -> "ClosedDays":
    """National holidays and collective leave."""
    from chalicelib.domain.closed_days import ClosedDays  # noqa: PLC0415 - appointments alone

    return ClosedDays.model_validate_json(files(__name__).joinpath("calendar.json").read_bytes())
