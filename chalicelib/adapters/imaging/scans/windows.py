"""Moving windows over grids."""

from typing import TypeVar

import numpy as np
import numpy.typing as npt

Value = TypeVar("Value", np.float32, np.uint8)


def spread(grid: npt.NDArray[Value], reach: int, gather: np.ufunc) -> npt.NDArray[Value]:
    """Gather every value with its neighbours, `reach` to each side."""
    for axis in (0, 1):
        padded = np.pad(grid, [(reach, reach) if side == axis else (0, 0) for side in (0, 1)], mode="edge")
        length = grid.shape[axis]
        gathered = _from(padded, axis, 0, length).copy()
        for start in range(1, 2 * reach + 1):
            gather(gathered, _from(padded, axis, start, length), out=gathered)
        grid = gathered
    return grid


def _from(grid: npt.NDArray[Value], axis: int, start: int, length: int) -> npt.NDArray[Value]:
    return grid[start : start + length] if axis == 0 else grid[:, start : start + length]
