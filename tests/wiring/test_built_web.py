"""What was built for browsers is found in the package."""

from __future__ import annotations

import pytest

from sirekap.wiring.built_web import built_web


def test_an_app_that_does_not_exist_is_nowhere():
    """No folder is made up."""
    assert built_web("no-such-app") is None


@pytest.mark.parametrize(("app", "file"), [("officer", "index.html"), ("portal", ".vite/manifest.json")])
def test_the_apps_stand_in_the_package(app, file):
    """``make install`` built them."""
    folder = built_web(app)

    assert folder is not None, "make web"
    assert (folder / file).is_file()
