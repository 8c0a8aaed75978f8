"""What the keys of a text write on the other keyboard layout."""

from __future__ import annotations

import pytest

from hotline.hearing.layouts import on_the_other


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("yjxktu ehfkmcr", "ночлег уральск"),
        ("Ghbdtn? ult yjxktu&", "привет, где ночлег?"),
        ("'nj [jntkm/", "это хотель."),
        ("0jyf0 8q", "қонақ үй"),
        ("nfhnbg 24 cfufn", "тартип 24 сагат"),  # a number is one
        ("ырудеук", "shelter"),
        ("ыекшлу ьу", "strike me"),
        ("қонақ", "0jyf0"),
        ("ночлег uralsk", ""),
        ("143", ""),
        ("", ""),
    ],
)
def test_what_the_same_keys_write(typed: str, meant: str) -> None:
    assert on_the_other(typed) == meant
