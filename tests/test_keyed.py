"""Our HMAC is that of the standard library."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.keyed import KeyedHash


@pytest.mark.parametrize("name", ["sha1", "sha256"])
@given(key=st.binary(max_size=150), texts=st.lists(st.binary(max_size=300), min_size=1, max_size=3))
def test_each_text_gets_the_hmac_of_the_standard_library(name: str, key: bytes, texts: list[bytes]) -> None:
    """Keys longer than a block too; and one text leaves nothing behind for the next."""
    mac = KeyedHash(key, getattr(hashlib, name))
    assert [mac.digest(text) for text in texts] == [hmac.digest(key, text, name) for text in texts]
