"""The shipped site, built once for this folder's tests."""

from __future__ import annotations

import pytest

from tests.publishing.shipped import ShippedSite, build_shipped


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> ShippedSite:
    """The shipped site as files."""
    return build_shipped(tmp_path_factory.mktemp("shipped"))
