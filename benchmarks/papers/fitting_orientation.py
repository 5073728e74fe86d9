"""Fit the network that tells writing upside down: `python -m benchmarks.papers.fitting_orientation FOLDER`.

Learns from readable photographs of the tuning stock, half of their tiles turned round. Needs what `fitting` needs.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from benchmarks.papers.fitting import PHOTOS
from benchmarks.papers.labelled import label
from benchmarks.papers.stock import TUNING
from chalicelib.adapters.imaging.derivative import paint
from chalicelib.adapters.imaging.legibility import Tiles
from chalicelib.adapters.imaging.legibility.orientation import EVEN, PEAKS
from chalicelib.adapters.imaging.pictures import draw_upright, load_parsers
from chalicelib.domain.document import MediaType

WEIGHTS = Path(__file__).parents[2] / "chalicelib" / "catalogue" / "orientation.json"
READABLE = 0.7
STEPS = 5000
BATCH = 256
CHANNELS = (8, 12, 16)

Grey = NDArray[np.uint8]


class Letters(nn.Module):  # type: ignore[misc]
    """As `adapters/imaging/legibility/orientation.py` evaluates it."""

    def __init__(self) -> None:
        super().__init__()
        first, second, third = CHANNELS
        self.layers = nn.ModuleList(
            [nn.Conv2d(1, first, 5, 2), nn.Conv2d(first, second, 3, 2), nn.Conv2d(second, third, 3, 2)]
        )
        self.answer = nn.Linear(2 * third, 1)

    def forward(self, tiles: torch.Tensor) -> torch.Tensor:
        maps = tiles.float() - tiles.float().mean((1, 2), keepdim=True)
        maps = (maps / (maps.pow(2).mean((1, 2), keepdim=True).sqrt() + EVEN))[:, None]
        for layer in self.layers:
            maps = torch.relu(layer(maps))
        return self.answer(torch.cat([maps.mean((2, 3)), maps.amax((2, 3)) * PEAKS], 1))[:, 0]


def gather(folder: Path) -> Grey:
    """Of each readable photograph the two thirds of its tiles that have most contrast."""
    chosen = []
    for one in label(folder, TUNING, PHOTOS):
        if one.recovered >= READABLE and not (one.damage == "tilt" and one.strength > 1 - READABLE):
            picture = draw_upright((folder / one.name).read_bytes(), MediaType.JPEG)
            tiles = Tiles(np.asarray(paint(picture).convert("L")))
            contrasts = tiles.contrasts()
            chosen.append(tiles.at(np.argsort(-contrasts)[: np.count_nonzero(contrasts >= contrasts.mean()) * 2 // 3]))
    return np.concatenate(chosen)


def learn(tiles: Grey) -> Letters:
    """Show tiles as they are and turned round, as often."""
    torch.manual_seed(0)
    dice, network = np.random.default_rng(0), Letters()
    optimiser = torch.optim.AdamW(network.parameters(), weight_decay=2e-3)
    pace = torch.optim.lr_scheduler.OneCycleLR(optimiser, 8e-3, total_steps=STEPS, pct_start=0.2)
    for _ in range(STEPS):
        some, turned = tiles[dice.integers(len(tiles), size=BATCH)], dice.integers(2, size=BATCH)
        shown = np.where(turned[:, None, None] == 1, some[:, ::-1, ::-1], some)
        told = network(torch.tensor(shown))
        loss = nn.functional.binary_cross_entropy_with_logits(told, torch.tensor(turned).float())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        pace.step()
    return network


def main(folder: Path) -> None:
    """Fit, and write the weights: kernels by rows, columns, channels in, channels out."""
    load_parsers()
    network = learn(gather(folder))
    layers = [
        {"kernel": _told(layer.weight.permute(2, 3, 1, 0)), "bias": _told(layer.bias)} for layer in network.layers
    ]
    known = {"layers": layers, "weights": _told(network.answer.weight[0]), "bias": _told(network.answer.bias[0])}
    WEIGHTS.write_text(json.dumps(known, separators=(",", ":")) + "\n", encoding="ascii")


def _told(weights: torch.Tensor) -> object:
    return np.round(weights.detach().numpy(), 4).tolist()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
