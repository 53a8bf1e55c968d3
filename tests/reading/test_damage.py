"""What happens to paper and photos in a village at night: a page is found through each of it."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
import pytest

from sirekap.reading import cutting
from sirekap.reading.photo import decode
from sirekap.reading.registration import register
from sirekap.simulate.camera import Shot, photograph
from sirekap.simulate.conditions import Conditions
from sirekap.simulate.surface import Fold, Surface, Wave

PX_PER_MM = 2.5
SEEDS = range(12 if os.environ.get("SIREKAP_LONG") else 2)


def folded(rng):
    """Twice across and once along, the paper standing up by 10 to 18 mm in each crease."""
    heights = rng.uniform(10, 18, 3) * rng.choice([-1, 1], 3)
    at = ((450.0, False), (225.0, False), (300.0, True))
    return {
        "surface": Surface(
            folds=tuple(
                Fold(place, float(height), float(rng.uniform(40, 90)), upright)
                for height, (place, upright) in zip(heights, at, strict=True)
            )
        )
    }


def curled(rng):
    """A wave of two metres, up to four centimetres high, along any direction."""
    way = rng.uniform(0, np.pi)
    number = 2 * np.pi / 2000
    height = float(rng.uniform(25, 40))
    return {
        "surface": Surface(
            waves=(Wave(height, number * np.cos(way), number * np.sin(way), float(rng.uniform(0, 6))),)
        )
    }


def shaded(rng):
    """A shadow that takes half of the light, and a fall of light across the page."""
    return {"shadow": 0.5, "uneven": float(rng.uniform(0.3, 0.5))}


def glaring(_rng):
    """A lamp's reflection."""
    return {"glare": 0.5}


def tilted(rng):
    """Held askew."""
    return {"tilt": (float(rng.choice([-9, 9])), float(rng.choice([-7, 7]))), "roll": 4.0}


DAMAGE = {"fold": folded, "curl": curled, "shadow": shaded, "glare": glaring, "tilt": tilted}


def misses(page, shown):
    """How far, in mm, each corner of each box is from where the camera put it."""
    rects = [rect for _, _, rect in page.layout.boxes()]
    found = cutting.outlines(page.warp, rects, page.frames.offsets)
    edges = np.array([[(r.x0, r.y0), (r.x1, r.y0), (r.x1, r.y1), (r.x0, r.y1)] for r in rects])
    true = shown.to_pixels(edges.reshape(-1, 2)).reshape(-1, 4, 2)
    side = np.linalg.norm(true[:, 1] - true[:, 0], axis=1).mean() / np.mean([r.width for r in rects])
    return np.linalg.norm(found - true, axis=2) / side


def found_where_it_is(paper, number, prints, shot):
    """The page's number, and its boxes within 1.5 mm of a box of 18 mm, whatever was done to it."""
    shown = photograph(paper, PX_PER_MM, shot)
    page = register(decode(shown.jpeg), prints)

    assert page.layout.number == number
    assert np.percentile(misses(page, shown)[~page.hidden], 95) < 1.5


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_page_is_found_where_it_is(prints, papers, kind, seed):
    """Folded, curled, in shadow, with a lamp's glare, askew: every box within 1.5 mm."""
    rng = np.random.default_rng([seed, len(kind)])
    conditions = replace(Conditions.of("easy", rng), **DAMAGE[kind](rng))
    number = 1 + seed % 3
    found_where_it_is(papers[number], number, prints, Shot(seed, conditions=conditions))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_page_without_its_tag_is_found_where_it_is(prints, papers, seed):
    """The tag is torn off or covered: the print is known by its look."""
    number = 1 + seed % 3
    paper = papers[number].copy()
    paper[250:370, 1200:1330] = 225
    found_where_it_is(paper, number, prints, Shot(seed, "normal"))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_page_with_a_cut_corner_is_found_where_it_is(prints, papers, seed):
    """A corner of the page lies outside the photo, and a corner mark with it."""
    number = 1 + seed % 3
    found_where_it_is(papers[number], number, prints, Shot(seed, "easy", cut_corner=True))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_found_where_it_is(prints, papers, turn, seed):
    """The phone was held on its side or upside down, and says nothing of it."""
    number = 1 + seed % 3
    found_where_it_is(papers[number], number, prints, Shot(seed, "normal", turn=turn))
