"""The network: a small residual CNN on one box.

Its first layer sees every second pixel; three stages of 24, 12 and 6 px follow.
The last is weighed place by place before the classes, because where a stroke
stands in the box is what tells a square 5 from a square 6.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from sirekap.reading.scoring import CLASSES


class Residual(nn.Module):
    """Two 3 x 3 convolutions beside a straight way."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.first_norm = nn.BatchNorm2d(channels)
        self.second = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.second_norm = nn.BatchNorm2d(channels)

    def forward(self, x: Tensor) -> Tensor:
        """Same shape in and out."""
        y = torch.relu(self.first_norm(self.first(x)))
        return torch.relu(x + self.second_norm(self.second(y)))


class Narrow(nn.Module):
    """Halve the picture, change the number of channels."""

    def __init__(self, before: int, after: int, kernel: int = 3) -> None:
        super().__init__()
        self.conv = nn.Conv2d(before, after, kernel, stride=2, padding=kernel // 2, bias=False)
        self.norm = nn.BatchNorm2d(after)

    def forward(self, x: Tensor) -> Tensor:
        """(N, before, S, S) to (N, after, S/2, S/2)."""
        return torch.relu(self.norm(self.conv(x)))


class Network(nn.Module):
    """Boxes (N, 1, 48, 48), grey 0 to 255, to logits (N, 14)."""

    def __init__(self, widths: tuple[int, int, int] = (16, 32, 64)) -> None:
        super().__init__()
        a, b, c = widths
        self.body = nn.Sequential(
            Narrow(1, a, 5), Residual(a), Narrow(a, b), Residual(b), Narrow(b, c), Residual(c)
        )
        self.place = nn.Conv2d(c, c, 6, groups=c, bias=False)
        self.place_norm = nn.BatchNorm2d(c)
        self.drop = nn.Dropout(0.1)
        self.classes = nn.Linear(c, len(CLASSES))

    def forward(self, boxes: Tensor) -> Tensor:
        """Score every class; logits."""
        x = self.body(standardised(boxes))
        x = torch.relu(self.place_norm(self.place(x))).flatten(1)
        return self.classes(self.drop(x))


def standardised(boxes: Tensor) -> Tensor:
    """Take out each box's own light and contrast."""
    mean = boxes.mean((2, 3), keepdim=True)
    spread = ((boxes - mean) ** 2).mean((2, 3), keepdim=True)
    return (boxes - mean) / torch.sqrt(spread + FLOOR)


FLOOR = 100.0
"""Added to a box's variance, so that bare paper is not blown up to noise."""
