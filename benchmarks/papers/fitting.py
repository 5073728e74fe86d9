"""Fit the legibility network to the tuning stock and write its weights: `python -m benchmarks.papers.fitting FOLDER`.

Needs `infra/setup.sh reader` and `infra/setup.sh fitting`. FOLDER keeps the labelled photographs (some 2 seconds each);
the reporting stock is never looked at.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import nn

from benchmarks.papers.flat import take_flat
from benchmarks.papers.labelled import label
from benchmarks.papers.reader import UNREADABLE_BELOW
from benchmarks.papers.scans import clean_scan
from benchmarks.papers.stock import TUNING
from chalicelib.adapters.imaging.derivative import paint
from chalicelib.adapters.imaging.legibility import Tiles, measure
from chalicelib.adapters.imaging.legibility.network import features_of
from chalicelib.adapters.imaging.pictures import draw_upright, load_parsers
from chalicelib.domain.document import MediaType
from chalicelib.domain.legibility import Measures, page_features

WEIGHTS = Path(__file__).parents[2] / "chalicelib" / "catalogue" / "legibility.json"
PHOTOS = 2960
FLAT = 373
SCANS = 260
UNITS = 16
STEPS = 1200

Rows = NDArray[np.float32]


@dataclass(frozen=True)
class Pages:
    """What is learnt from: the features of every tile, whose page it is of, of each page its features and the truth."""

    tiles: Rows
    owner: NDArray[np.int64]
    pages: Rows
    truth: Rows


class Network(nn.Module):  # type: ignore[misc]
    """As `chalicelib/domain/legibility.py` describes it, on standardised features."""

    def __init__(self, tile_features: int, page_features_: int) -> None:
        super().__init__()
        self.hidden = nn.Linear(tile_features, UNITS)
        self.readable, self.counts = nn.Linear(UNITS, 1), nn.Linear(UNITS, 1)
        self.page = nn.Linear(page_features_ + 2, 1)
        self.ease = nn.Parameter(torch.tensor(-2.0))

    def forward(self, tiles: torch.Tensor, owner: torch.Tensor, pages: torch.Tensor) -> torch.Tensor:
        units = nn.functional.dropout(torch.tanh(self.hidden(tiles)), 0.05, self.training)
        shares = torch.sigmoid(self.readable(units))[:, 0]
        weights = torch.sigmoid(self.counts(units) - 1)[:, 0]
        empty = torch.zeros(len(pages))
        total, many = empty.index_add(0, owner, weights), empty.index_add(0, owner, torch.ones_like(weights))
        mean = empty.index_add(0, owner, shares * weights) / (total + torch.exp(self.ease))
        odds = torch.log(mean.clamp(1e-4, 1 - 1e-4) / (1 - mean).clamp(1e-4))
        last = self.page(torch.cat([pages, odds[:, None], (total / many)[:, None]], 1))[:, 0]
        return torch.sigmoid(odds + last)


def learn(found: Pages, seed: int = 0) -> dict[str, object]:
    """Fit, and return the weights on features as they are measured."""
    torch.manual_seed(seed)
    centre, spread = found.tiles.mean(0), found.tiles.std(0) + 1e-6
    page_centre, page_spread = found.pages.mean(0), found.pages.std(0) + 1e-6
    tiles, pages = (
        torch.tensor((found.tiles - centre) / spread),
        torch.tensor((found.pages - page_centre) / page_spread),
    )
    owner, truth = torch.tensor(found.owner), torch.tensor(found.truth)
    network = Network(tiles.shape[1], pages.shape[1])
    optimiser = torch.optim.Adam(network.parameters(), weight_decay=1e-3)
    pace = torch.optim.lr_scheduler.OneCycleLR(optimiser, 0.02, total_steps=STEPS, pct_start=0.15)
    for _ in range(STEPS):
        loss = _loss(network(tiles, owner, pages), truth)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        pace.step()
    return _unscaled(network, (centre, spread), (page_centre, page_spread))


def _loss(told: torch.Tensor, truth: torch.Tensor) -> torch.Tensor:
    """How far the share is off, and how far it lies on the wrong side of half."""
    side = torch.sigmoid((told - UNREADABLE_BELOW) * 12)
    wrong = nn.functional.binary_cross_entropy(side, (truth >= UNREADABLE_BELOW).float())
    return ((told - truth) ** 2).mean() + 0.2 * wrong


def _unscaled(network: Network, tiles: tuple[Rows, Rows], pages: tuple[Rows, Rows]) -> dict[str, object]:
    hidden = network.hidden.weight.detach().numpy() / tiles[1]
    bias = network.hidden.bias.detach().numpy() - hidden @ tiles[0]
    last = network.page.weight.detach().numpy()[0].copy()
    known = len(pages[0])
    offset = network.page.bias.item() - float((last[:known] * pages[0] / pages[1]).sum())
    last[:known] /= pages[1]
    return {
        "hidden": [_unit(row, float(value)) for row, value in zip(hidden, bias, strict=True)],
        "readable": _unit(network.readable.weight.detach().numpy()[0], network.readable.bias.item()),
        "counts": _unit(network.counts.weight.detach().numpy()[0], network.counts.bias.item() - 1),
        "page": _unit(last, offset),
        "ease": torch.exp(network.ease).item(),
    }


def _unit(weights: Rows, bias: float) -> dict[str, object]:
    return {"weights": [round(float(weight), 5) for weight in weights], "bias": round(bias, 5)}


def gather(folder: Path) -> Pages:
    """Photographs and damaged scans by what the second reader recovers, and clean scans, of which all can be read."""
    photos = [(_measured(folder / one.name), one.recovered) for one in label(folder, TUNING, PHOTOS)]
    flat = folder / "flat"
    photos += [(_measured(flat / one.name), one.recovered) for one in label(flat, TUNING, FLAT, take_flat)]
    scans = [(_looked_at(clean_scan(TUNING, number)), 1.0) for number in range(SCANS)]
    known = [(page, truth) for page, truth in (*photos, *scans) if page.busy]
    around = [np.array(page_features(page)) for page, _ in known]
    tiles = [features_of(page, beside).astype(np.float32) for (page, _), beside in zip(known, around, strict=True)]
    owner = np.concatenate([np.full(len(rows), number) for number, rows in enumerate(tiles)])
    return Pages(
        np.concatenate(tiles),
        owner,
        np.stack(around).astype(np.float32),
        np.array([truth for _, truth in known], np.float32),
    )


def _measured(path: Path) -> Measures:
    return _looked_at(draw_upright(path.read_bytes(), MediaType.JPEG))


def _looked_at(picture: Image.Image) -> Measures:
    return measure(Tiles(np.asarray(paint(picture).convert("L"))))


def main(folder: Path) -> None:
    """Fit, and keep the thresholds that stand in the file."""
    load_parsers()
    kept = json.loads(WEIGHTS.read_text(encoding="ascii"))
    WEIGHTS.write_text(json.dumps(kept | learn(gather(folder)), indent=1) + "\n", encoding="ascii")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
