"""What a camera, a pen and a cutter may do to a box, done to a batch at once.

Nothing here changes what is written: shifts stay within the cutter's error,
turns within what a hand does.
"""

from __future__ import annotations

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

SHIFT = 3.0  # Largest shift of the frame, px of 48.
SCALE = 0.10  # Largest change of size, each axis by itself.
TURN = np.deg2rad(6.0)
SHEAR = 0.10
KEYSTONE = 0.08


OFTEN = 0.35  # Share of the figures that are written anew.
SHADOWED = 0.06  # Share of boxes with an edge of light in them.
RUINED = 0.03  # Share of boxes out of focus and grainy, to learn doubt from.
INSIDE = 0.62  # Half the width of what lies safely within the frame, of half a crop.


def augmented(boxes: Tensor, free: Tensor, generator: torch.Generator) -> Tensor:
    """(N, 1, 48, 48) float 0 to 255 in and out; ``free`` (N,): the figures that may be anywhere."""
    boxes = _rewritten(boxes, free, generator)
    boxes = _moved(boxes, generator)
    boxes = _inked(boxes, generator)
    boxes = _lit(boxes, generator)
    boxes = _blurred(boxes, generator)
    return _recorded(boxes, generator).clamp(0, 255)


def _uniform(n: int, low: float, high: float, generator: torch.Generator) -> Tensor:
    return low + (high - low) * torch.rand(n, generator=generator)


def _rewritten(boxes: Tensor, free: Tensor, generator: torch.Generator) -> Tensor:
    """Some figures smaller, aslant and off the middle while the frame stays, as in boxes without a guide."""
    lot = torch.rand(len(boxes), generator=generator) < OFTEN
    chosen = torch.nonzero(free & lot).flatten()
    n, size = len(chosen), boxes.shape[-1]
    if not n:
        return boxes
    turn = torch.randn(n, generator=generator).clamp(-2, 2) * np.deg2rad(8)
    larger = torch.exp(_uniform(n, -0.08, 0.5, generator))  # Sampled from a larger area: drawn smaller.
    wider = torch.exp(_uniform(n, -0.12, 0.12, generator)) * larger
    room = (0.3 * (larger - 1)).clamp(0.05)
    shift = (2 * torch.rand(n, 2, generator=generator) - 1) * room.view(n, 1) * 1.5
    cos, sin = torch.cos(turn), torch.sin(turn)
    matrix = torch.stack(
        [torch.stack([cos * wider, -sin * larger], 1), torch.stack([sin * wider, cos * larger], 1)], 1
    )
    axis = (torch.arange(size) + 0.5) / size * 2 - 1
    y, x = torch.meshgrid(axis, axis, indexing="ij")
    points = torch.stack([x, y], -1).reshape(1, -1, 2)
    inside = (points.abs().amax(-1) < INSIDE).view(1, 1, size, size)
    grid = (points @ matrix.transpose(1, 2) + shift.view(n, 1, 2)).reshape(n, size, size, 2)
    old = boxes[chosen]
    paper = torch.quantile(old[..., 8:-8, 8:-8].flatten(1), 0.8, dim=1).view(n, 1, 1, 1)
    ink = torch.where(inside, (paper - old).clamp(min=0), torch.zeros(()))
    drawn = functional.grid_sample(ink, grid, padding_mode="zeros", align_corners=False)
    result = boxes.clone()
    # Ink that leaves the middle lies over the frame and beyond.
    result[chosen] = torch.minimum(torch.where(inside, torch.maximum(paper, old), old), paper - drawn)
    return result


def _moved(boxes: Tensor, generator: torch.Generator) -> Tensor:
    n, size = len(boxes), boxes.shape[-1]

    def draw(limit: float) -> Tensor:
        # Bell-shaped, but with its ends cut: most boxes are cut well.
        return torch.clamp(torch.randn(n, generator=generator) * limit / 2, -limit, limit)

    turn, shear = draw(TURN), draw(SHEAR)
    wide, high = torch.exp(draw(SCALE)), torch.exp(draw(SCALE))
    cos, sin = torch.cos(turn), torch.sin(turn)
    matrix = torch.zeros(n, 3, 3)
    matrix[:, 0, 0], matrix[:, 0, 1], matrix[:, 0, 2] = cos * wide, -sin + shear, draw(2 * SHIFT / size)
    matrix[:, 1, 0], matrix[:, 1, 1], matrix[:, 1, 2] = sin, cos * high, draw(2 * SHIFT / size)
    matrix[:, 2, 0], matrix[:, 2, 1], matrix[:, 2, 2] = draw(KEYSTONE), draw(KEYSTONE), 1.0
    axis = (torch.arange(size) + 0.5) / size * 2 - 1
    y, x = torch.meshgrid(axis, axis, indexing="ij")
    points = torch.stack([x, y, torch.ones_like(x)], -1).reshape(1, -1, 3)
    warped = points @ matrix.transpose(1, 2)
    grid = (warped[..., :2] / warped[..., 2:]).reshape(n, size, size, 2)
    # Elastic: a coarse smooth field, for crumpled paper and shaking hands.
    field = functional.interpolate(
        torch.randn(n, 2, 5, 5, generator=generator), size=(size, size), mode="bicubic"
    )
    strength = _uniform(n, 0.0, 0.028, generator).view(n, 1, 1, 1)
    grid = grid + (field * strength).permute(0, 2, 3, 1)
    return functional.grid_sample(boxes, grid, padding_mode="border", align_corners=False)


def _inked(boxes: Tensor, generator: torch.Generator) -> Tensor:
    """Thicker or thinner lines: a part of the darkest or of the lightest neighbour."""
    some = len(boxes) // 5  # The order of a batch is random already.
    thick, thin = boxes[:some], boxes[some : 2 * some]
    part = _uniform(2 * some, 0.0, 0.7, generator).view(-1, 1, 1, 1)
    thicker = thick + part[:some] * (-functional.max_pool2d(-thick, 3, 1, 1) - thick)
    thinner = thin + 0.8 * part[some:] * (functional.max_pool2d(thin, 3, 1, 1) - thin)
    return torch.cat([thicker, thinner, boxes[2 * some :]])


def _lit(boxes: Tensor, generator: torch.Generator) -> Tensor:
    n, size = len(boxes), boxes.shape[-1]
    axis = (torch.arange(size) + 0.5) / size - 0.5
    ramp_x = _uniform(n, -0.25, 0.25, generator).view(n, 1, 1, 1) * axis.view(1, 1, 1, size)
    ramp_y = _uniform(n, -0.25, 0.25, generator).view(n, 1, 1, 1) * axis.view(1, 1, size, 1)
    boxes = boxes * (1 + ramp_x + ramp_y)
    gamma = torch.exp(_uniform(n, -0.4, 0.4, generator)).view(n, 1, 1, 1)
    boxes = 255 * (boxes.clamp(1, 255) / 255) ** gamma
    contrast = _uniform(n, 0.35, 1.35, generator).view(n, 1, 1, 1)
    paper = _uniform(n, 150, 245, generator).view(n, 1, 1, 1)
    top = boxes.mean((1, 2, 3), keepdim=True) + 0.5 * boxes.std((1, 2, 3), keepdim=True)
    return _shadowed((boxes - top) * contrast + paper, generator)


def _shadowed(boxes: Tensor, generator: torch.Generator) -> Tensor:
    """The edge of a shadow, of a phone or of a glare runs through some of the boxes."""
    chosen = torch.nonzero(torch.rand(len(boxes), generator=generator) < SHADOWED).flatten()
    n, size = len(chosen), boxes.shape[-1]
    axis = ((torch.arange(size) + 0.5) / size - 0.5).view(1, size)
    way = _uniform(n, 0, 2 * np.pi, generator).view(n, 1, 1)
    edge = _uniform(n, -0.45, 0.45, generator).view(n, 1, 1)
    sharp = torch.exp(_uniform(n, 1.5, 4.5, generator)).view(n, 1, 1)
    along = torch.cos(way) * axis.view(1, 1, size) + torch.sin(way) * axis.view(1, size, 1)
    depth = _uniform(n, 0.1, 0.55, generator).view(n, 1, 1, 1)
    shade = torch.sigmoid((along - edge) * sharp).unsqueeze(1)
    result = boxes.clone()
    result[chosen] = boxes[chosen] * (1 - depth * shade)
    return result


def _blurred(boxes: Tensor, generator: torch.Generator) -> Tensor:
    """Sharp, out of focus, out of focus and sharpened by the phone, photographed too small."""
    kind = torch.randint(0, 7, (len(boxes),), generator=generator)
    result = boxes.clone()
    for choice, sigma in ((2, 0.6), (3, 1.1)):
        mask = kind == choice
        if mask.any():
            result[mask] = _gauss(boxes[mask], sigma)
    mask = kind == 4  # noqa: PLR2004  # The fifth of seven kinds.
    if mask.any():
        soft = _gauss(boxes[mask], float(0.6 + 1.4 * torch.rand(1, generator=generator)))
        reach = float(1.2 + 1.3 * torch.rand(1, generator=generator))  # Of the halo around every line.
        result[mask] = (soft + 1.5 * (soft - _gauss(soft, reach))).clamp(0, 255)
    mask = kind >= 5  # noqa: PLR2004  # The last two.
    if mask.any():
        small = int(torch.randint(16, 36, (1,), generator=generator))
        size = boxes.shape[-1]
        shrunk = functional.interpolate(boxes[mask], size=(small, small), mode="area")
        result[mask] = functional.interpolate(shrunk, size=(size, size), mode="bilinear")
    return result


def _gauss(boxes: Tensor, sigma: float) -> Tensor:
    reach = 3 if sigma <= 1.6 else 5  # noqa: PLR2004  # Twice the widest usual sigma.
    at = torch.arange(-reach, reach + 1, dtype=torch.float32)
    kernel = torch.exp(-(at**2) / (2 * sigma**2))
    kernel = kernel / kernel.sum()
    boxes = functional.conv2d(
        functional.pad(boxes, (reach, reach, 0, 0), "replicate"), kernel.view(1, 1, 1, -1)
    )
    return functional.conv2d(
        functional.pad(boxes, (0, 0, reach, reach), "replicate"), kernel.view(1, 1, -1, 1)
    )


def _recorded(boxes: Tensor, generator: torch.Generator) -> Tensor:
    """Noise on all, grain that nobody may see through on a few, JPEG on a third."""
    level = _uniform(len(boxes), 0, 9, generator).view(-1, 1, 1, 1)
    boxes = boxes + level * torch.randn(boxes.shape, generator=generator)
    ruined = torch.nonzero(torch.rand(len(boxes), generator=generator) < RUINED).flatten()
    if len(ruined):
        soft = _gauss(boxes[ruined], float(_uniform(1, 1.0, 3.0, generator)))
        grain = _gauss(torch.randn(soft.shape, generator=generator), 0.8)
        boxes[ruined] = soft + _uniform(len(ruined), 10, 60, generator).view(-1, 1, 1, 1) * grain
    which = torch.nonzero(torch.rand(len(boxes), generator=generator) < 0.33).flatten().tolist()  # noqa: PLR2004  # A third.
    qualities = torch.randint(15, 70, (len(boxes),), generator=generator).tolist()
    pixels = boxes.clamp(0, 255).to(torch.uint8).numpy()
    for index in which:
        done, coded = cv2.imencode(".jpg", pixels[index, 0], [cv2.IMWRITE_JPEG_QUALITY, qualities[index]])
        if done:
            decoded = cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE)
            boxes[index, 0] = torch.from_numpy(np.asarray(decoded, np.float32))
    return boxes
