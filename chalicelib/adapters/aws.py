"""The ports of a deployed function: AWS clients and what is built on them, each made when first asked for."""

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.catalogue import load_office
from chalicelib.domain.office import Office
from chalicelib.services.keys import Keys

