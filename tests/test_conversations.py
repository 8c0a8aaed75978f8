"""Each golden transcript is answered as written, whichever process answers; `tests.transcripts` rewrites them."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from hotline.store.keys import session_key
from hotline.talk.session import Session
from tests.evening import PERSON, Evening
from tests.transcripts import Diverged, Move, Player, names, read

CONVERSATIONS = names()


async def test_there_are_transcripts() -> None:
    """An empty folder would let everything below pass."""
    assert len(CONVERSATIONS) > 40


@pytest.mark.parametrize("name", CONVERSATIONS)
async def test_it_is_answered_as_written(name: str, evening: Evening) -> None:
    """One process takes the whole talk."""
    moves = read(name)
    async with Player(evening) as player:
        assert [await _again(player, move) for move in moves] == moves


@pytest.mark.parametrize("name", CONVERSATIONS)
async def test_a_restart_before_any_turn_changes_no_answer(name: str, evening: Evening) -> None:
    """Whatever was said so far: a process that has just started goes on with it, from what the store keeps."""
    moves, answered = read(name), []
    async with Player(evening) as player:
        for move in moves:
            await player.restart()
            answered.append(await _again(player, move))
    assert answered == moves


async def test_a_flow_that_goes_another_way_when_it_is_replayed_is_an_error_here(evening: Evening) -> None:
    """In production the person is asked on; a golden transcript must not hide it."""
    turns, talker = evening.turns, evening.turns.seals.pseudonym(PERSON)
    async with Player(evening) as player:
        await player.play(f"{PERSON} > НОЧЛЕГ Уральск")
        key = session_key(talker)
        session = Session.load(turns.seals.open(await turns.store.read("GET", key), key))
        session.journal[0][0] = "of-another-version"
        await turns.store.read("SET", key, turns.seals.seal(session.dump(), key))
        with pytest.raises(Diverged, match="step=known-place journal=of-another-version"):
            await player.play(f"{PERSON} > 1")
    assert await evening.text("1")


@pytest.mark.slow
@pytest.mark.parametrize("name", CONVERSATIONS)
async def test_two_processes_that_take_turns_answer_as_one(name: str, evening: Evening) -> None:
    """Each has missed the other's turn: what was said, reported, and who was sent where."""
    moves, answered = read(name), []
    async with Player(evening) as player:
        await player.add_process()
        for move in moves:
            player.hand_over()
            answered.append(await _again(player, move))
    assert answered == moves


async def _again(player: Player, move: Move) -> Move:
    return Move(move.line, move.above, await player.play(move.line))


async def test_three_hundred_people_are_spread_over_what_is_open(evening: Evening) -> None:
    """In proportion to the room: 150 free at the cinema, 50 assumed at the mosques and at the sports halls."""
    named: Counter[str] = Counter()
    for person in range(300):
        answer = await evening.text("НОЧЛЕГ Уральск", f"+7702{person:07}")
        if person == 119:
            assert named.keys() == {"Кинотеатр «Синема Парк»"}  # four fifths of its beds, before what nobody knows
        named[re.split("[,.]", answer)[0]] += 1
    assert named.keys() == {"Кинотеатр «Синема Парк»", "Мечети Уральска", "Спортзалы Уральска"}
    assert abs(named["Кинотеатр «Синема Парк»"] - 180) <= 5
    assert abs(named["Мечети Уральска"] - 60) <= 5
    assert abs(named["Спортзалы Уральска"] - 60) <= 5
