"""A flow that is replayed turn by turn is one conversation: nothing is lost, said twice or done twice."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hotline.talk.engine import Flow, Journal, OpenQuestion, advance, back
from hotline.talk.steps import Ask, Say
from tests.talk.running import typed
from tests.talk.trees import (
    FORKS,
    HIGHEST,
    LEAVES,
    QUESTIONS,
    Tree,
    answers,
    clock,
    flow_of,
    in_one_go,
    leaves,
    texts,
    trees,
    turn_by_turn,
)

quick = settings(deadline=None, max_examples=60)  # a busy machine is no finding


@quick
@given(trees, answers, st.integers(0, 9))
def test_a_talk_of_many_turns_is_one_conversation(tree: Tree, answers: list[int], start: int) -> None:
    """Said exactly once, done exactly once, in order, and the way once taken is kept although the world moves on."""
    talk = turn_by_turn(flow_of(tree, clock(start)), answers)
    model = in_one_go(flow_of(tree, clock(start)), answers)
    assert talk.said == model.said
    assert talk.writes == model.writes
    assert talk.states[-1][0] == model.states[-1][0]


@quick
@given(trees, answers, st.integers(0, 9))
def test_a_talk_kept_as_json_between_turns_is_the_same(tree: Tree, answers: list[int], start: int) -> None:
    """A restart between any two turns, or another machine, changes nothing."""
    stored = turn_by_turn(flow_of(tree, clock(start)), answers, stored=True)
    assert stored == turn_by_turn(flow_of(tree, clock(start)), answers)


@quick
@given(trees, answers)
def test_a_replay_from_any_prefix_of_the_journal_comes_to_the_same_state(tree: Tree, answers: list[int]) -> None:
    flow = flow_of(tree)
    talk = turn_by_turn(flow, answers)
    journal = talk.states[-1][0]
    for length in range(len(journal) + 1):
        out = advance(flow, journal[:length])
        expected = next(state for state in talk.states if len(state[0]) >= length)
        assert (out.journal, out.question) == expected


@quick
@given(trees, answers, st.sampled_from(["", " ", "0", "100", "maybe", "1 2", "21"]))
def test_an_invalid_answer_changes_nothing(tree: Tree, answers: list[int], noise: str) -> None:
    """It is not journalled, nothing is said or done for it, and the question stands as it stood."""
    flow = flow_of(tree)
    for journal, question in turn_by_turn(flow, answers).states:
        if question is None or _takes(question, noise):
            continue
        out = advance(flow, journal, question, typed(noise, guessing=True))
        assert (out.journal, out.question, out.said, out.writes, out.taken) == (journal, question, [], [], False)


def _takes(question: OpenQuestion, text: str) -> bool:
    return bool(text.strip()) if question.expects == "free text" else question.expects == "keys" and text in ("0", "21")


@quick
@given(trees, answers)
def test_invalid_answers_in_between_do_not_change_the_talk(tree: Tree, answers: list[int]) -> None:
    tree = _without_words(tree)  # to free words, every noise is an answer
    flow = flow_of(tree)
    noisy = turn_by_turn(flow, answers, noise=["what?", "100"])
    assert noisy == turn_by_turn(flow, answers)


def _without_words(tree: Tree) -> Tree:
    return tuple(
        replace(node, yes=_without_words(node.yes), no=_without_words(node.no)) for node in tree if node.kind != "words"
    )


@quick
@given(trees, answers)
def test_an_open_question_put_again_does_nothing_and_says_nothing_twice(tree: Tree, answers: list[int]) -> None:
    flow = flow_of(tree)
    for journal, question in turn_by_turn(flow, answers).states:
        if question is not None:
            out = advance(flow, journal, question)
            assert (out.journal, out.question, out.said, out.writes) == (journal, question, [], [])


@quick
@given(trees, answers)
def test_a_repeat_says_again_what_was_said_since_the_last_answer(tree: Tree, answers: list[int]) -> None:
    flow = flow_of(tree)
    said_before = 0
    for turn, (journal, question) in enumerate(turn_by_turn(flow, answers).states):
        talk = turn_by_turn(flow, answers[:turn])
        if question is not None:
            out = advance(flow, journal, question, repeat=True)
            assert (out.said, out.writes, out.journal) == (talk.said[said_before:], [], journal)
        said_before = len(talk.said)


@quick
@given(trees, answers)
def test_back_drops_exactly_the_last_answer_and_never_passes_a_write(tree: Tree, answers: list[int]) -> None:
    flow = flow_of(tree)
    for journal, question in turn_by_turn(flow, answers).states:
        if question is None:
            continue
        kinds = [str(key).split("-")[0] for key, _ in journal]
        answered = [place for place, kind in enumerate(kinds) if kind in QUESTIONS]
        went = back(flow, journal, question)
        if not answered or "do" in kinds[answered[-1] :]:
            assert went is None
            continue
        assert went is not None
        assert went.question is not None
        assert (went.journal, went.writes) == (journal[: answered[-1]], [])
        assert went.question.key == journal[answered[-1]][0]


@quick
@given(trees, answers, st.integers(0, HIGHEST))
def test_after_back_another_answer_takes_the_place_of_the_old_one(tree: Tree, answers: list[int], n: int) -> None:
    flow = flow_of(tree)
    states = turn_by_turn(flow, answers).states
    for turn, (journal, question) in enumerate(states):
        went = back(flow, journal, question) if question else None
        if went is None or went.question is None:
            continue
        out = went
        for text in texts(went.question, n):
            out = advance(flow, out.journal, out.question, typed(text))
        assert (out.journal, out.question) == turn_by_turn(flow, [*answers[: turn - 1], n]).states[-1]


@quick
@given(trees, answers, st.data())
def test_a_changed_flow_never_answers_the_wrong_question(tree: Tree, answers: list[int], data: st.DataObject) -> None:
    """A step put in, taken out or renamed, before, at or after the open question: cut there, and asked again."""
    flow = flow_of(data.draw(changes(tree)))
    journal, question = turn_by_turn(flow_of(tree), answers).states[-1]
    assume(question is not None)
    assert question is not None
    n = data.draw(st.integers(0, HIGHEST))
    out = advance(flow, journal, replace(question, page=0), typed(texts(question, n)[0]))
    reached, step = _reached(flow, journal)
    assert out.journal[:reached] == journal[:reached]
    answered = [key for key, _ in out.journal[reached:] if str(key).split("-")[0] in QUESTIONS]
    if step is None:  # what is left of the flow asks nothing more
        assert (out.question, out.taken) == (None, False)
    elif reached == len(journal) and step == question.key:
        assert out.taken
        assert answered in ([question.key], [])  # [] where the answer turned a page
    else:
        assert not out.taken
        assert answered == []
    for _ in range(100):  # and the talk can be talked to its end
        if out.question is None:
            return
        out = advance(flow, out.journal, out.question, typed("1"))
    raise AssertionError("the talk does not end")


def _reached(flow: Flow, journal: Journal) -> tuple[int, str | None]:
    """How much of the journal the flow still goes along with, and the step that it meets then."""
    coroutine, position, value = flow.run(), 0, None
    try:
        while True:
            step = coroutine.send(value)
            value = None
            if isinstance(step, Say):
                continue
            if position == len(journal) or journal[position][0] != step.key:
                coroutine.close()
                return position, step.key
            kept = journal[position][1]
            value = step.kind.load(kept) if isinstance(step, Ask) else kept
            position += 1
    except StopIteration:
        return position, None


@st.composite
def changes(draw: st.DrawFn, tree: Tree) -> Tree:
    """The tree with one of its nodes put in, taken out or renamed, at any depth."""
    place = draw(st.integers(0, len(tree)))
    inside = place < len(tree) and tree[place].kind in FORKS and draw(st.booleans())
    if inside:
        node = tree[place]
        changed = (
            replace(node, yes=draw(changes(node.yes)))
            if draw(st.booleans())
            else replace(node, no=draw(changes(node.no)))
        )
        return (*tree[:place], changed, *tree[place + 1 :])
    how = draw(st.sampled_from(["put in", "taken out", "renamed"]))
    if how == "put in" or place == len(tree):
        return (*tree[:place], replace(draw(leaves), key=f"{draw(st.sampled_from(LEAVES))}-new"), *tree[place:])
    if how == "taken out":
        return (*tree[:place], *tree[place + 1 :])
    return (*tree[:place], replace(tree[place], key=f"{tree[place].key}-renamed"), *tree[place + 1 :])
