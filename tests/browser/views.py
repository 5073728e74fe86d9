"""How every page is looked at."""

import pytest

each_view = pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
"""Each width and each scheme once: what fits does not depend on the colours, nor what stands out on the width."""
