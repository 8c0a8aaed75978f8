"""The log: one line of key=value each, and no number, text or traceback in any, whoever writes it."""

from __future__ import annotations

import io
import json
import logging
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode

import pytest

from hotline.logs import Lines
from hotline.mail.message import letter, mail_id, put
from hotline.people import contacts
from hotline.people.contacts import Contact
from hotline.people.seal import Seals
from hotline.store.keys import failed_jobs_key, mail_key
from hotline.store.store import Store, connect
from tests.acceptance.house import until
from tests.commands.test_demo import Demo
from tests.evening import OTHER, PERSON
from tests.mail.post import ROUTES
from tests.workers.test_failures import break_by_name
from workers import queues

LINE = re.compile(
    r"at=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z level=(info|warning|error) from=[\w.]+"
    r"( [a-z]+=(\"[^\"]*\"|[^\s\"]*))+"
)
WORDS = "где взять симку"
REPLY = "Автобус девять вокзала"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What loggers below "hotline.test" and "elsewhere.test" write."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Lines())
    loggers = [logging.getLogger(name) for name in ("hotline.test", "elsewhere.test")]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    yield stream
    for logger in loggers:
        logger.removeHandler(handler)


def test_a_line_of_ours_is_keys_and_values(written: io.StringIO) -> None:
    logging.getLogger("hotline.test").info("mail=%s outcome=sent", "ab12")
    assert LINE.fullmatch(written.getvalue().strip())
    assert written.getvalue().endswith(" level=info from=hotline.test mail=ab12 outcome=sent\n")


def test_of_others_only_the_first_line_is_kept(written: io.StringIO) -> None:
    """RQ writes a job's whole traceback below it."""
    logging.getLogger("elsewhere.test").error("job %s broke\n%s", "x", PERSON, extra={"arguments": PERSON})
    [line] = written.getvalue().splitlines()
    assert LINE.fullmatch(line)
    assert json.loads(line.partition("told=")[2]) == "job x broke"


def test_of_an_error_its_type_and_place_are_kept(written: io.StringIO) -> None:
    try:
        raise ValueError(PERSON)
    except ValueError:
        logging.getLogger("elsewhere.test").exception("it broke")
    [line] = written.getvalue().splitlines()
    assert re.search(r'told="it broke" error=ValueError place=test_logs\.py:\d+$', line)


async def test_a_run_at_info_tells_each_messages_way_and_nobodys_number_or_words(tmp_path: Path) -> None:
    """Two web processes, worker and clock: texts, a call, a forged text, an unasked message, and a job that breaks."""
    demo = Demo(tmp_path / "var", settings={"HOTLINE_LOG": "info", "WEB_CONCURRENCY": "2"}).start()
    try:
        demo.post("/pretend/text", From=PERSON, Body="НОЧЛЕГ Уральск")
        demo.post("/pretend/text", From=PERSON, Body=f"ВОЛОНТЁР {WORDS}")
        demo.post("/pretend/text", From=OTHER, Body="SHELTER Oral")
        demo.post("/pretend/call", From=OTHER)
        _forge(demo)
        url = f"unix://{demo.folder}/valkey.sock"
        with queues.connect(url) as redis:
            queues.queue(queues.UPKEEP, redis).enqueue(break_by_name)
            id_ = await _reply(demo, url)

            async def all_is_done() -> bool:
                ended = redis.hget(mail_key(id_), "state") == b"delivered"
                return ended and bool(redis.zcard(failed_jobs_key(queues.UPKEEP)))

            await until(all_is_done, "the reply is delivered and the job has failed")
    finally:
        log = demo.ctrl_c()
    lines = log.splitlines()
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    way = [line.partition(f"mail={id_} ")[2] for line in lines if f"mail={id_} " in line]
    assert re.fullmatch(r"kind=reply try=1 waited=\d+\.\d", way[0])
    assert "kind=reply try=1 outcome=sent" in way
    assert "state=delivered why= settled=done" in way
    assert any("door=/sms status=200" in line for line in lines)
    assert any("door=/sms status=403" in line for line in lines)
    assert any("exception raised while executing" in line for line in lines)
    told = (PERSON[1:], OTHER[1:], "НОЧЛЕГ", "SHELTER", "Уральск", "Oral", "Cinema", "Синема", "Привет", "Traceback")
    assert [word for word in (*told, *WORDS.split(), *REPLY.split()) if word in log] == []


def _forge(demo: Demo) -> None:
    form = urlencode({"MessageSid": "SM1", "From": PERSON, "Body": WORDS}).encode()
    with pytest.raises(HTTPError, match="403"):
        urllib.request.urlopen(f"http://127.0.0.1:{demo.port}/sms", form, timeout=15)


async def _reply(demo: Demo, url: str) -> str:
    """Queue a volunteer's answer to the person; gives its id."""
    seals, store = Seals((demo.folder / "secret").read_text()), Store(connect(url))
    await store.start_clock(None)
    me = seals.pseudonym(PERSON)
    life = (await contacts.profile(store, seals, me)).life
    mail = letter(mail_id("reply"), Contact(me, life=life), ROUTES, "reply", REPLY, store.now())
    await store.apply(put(seals, mail, REPLY))
    await store.close()
    return mail.id
