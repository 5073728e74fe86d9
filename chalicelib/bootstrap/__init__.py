"""The composition root: settings, then ports, then services. Each part is made when it is first asked for.

A cold function that answers one tracking request makes one client and no more.
"""

from chalicelib.bootstrap.services import Ports, Services
from chalicelib.config import Settings, Surface, SurfaceSetting

__all__ = ["Ports", "Services", "get_services", "get_surface", "use_services"]

_current: list[Services] = []


def get_services() -> Services:
    """The services of this process, made from the environment when first asked for, under the overlay that holds."""
    if not _current:
        from chalicelib.bootstrap.aws import AwsPorts  # noqa: PLC0415 - packaging and tests on fakes need no AWS client

        _current.append(Services(AwsPorts(Settings())))
    _current[0] = _current[0].present()
    return _current[0]


def use_services(services: Services) -> None:
    """Serve from these from now on."""
    _current[:] = [services]


def get_surface() -> Surface:
    """Which surface this process serves."""
    return SurfaceSetting().surface
