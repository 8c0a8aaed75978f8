"""The file of places fits the code that reads it."""

from __future__ import annotations

from hotline.directory.places.gazetteer import Gazetteer, displayed, load_gazetteer, spelling


def test_the_file_spells_the_names_as_they_are_compared_today() -> None:
    """After a change of hearing/spelling.py: make gazetteer."""
    gazetteer = load_gazetteer()
    assert gazetteer.spellings == [spelling(displayed(place), place.also) for place in gazetteer]


def test_places_without_spellings_are_found_by_the_same_names() -> None:
    read, made = load_gazetteer().names, Gazetteer(load_gazetteer()).names
    assert (read.shown, read.other) == (made.shown, made.other)
    assert (read.several_words, read.parts) == (made.several_words, made.parts)
