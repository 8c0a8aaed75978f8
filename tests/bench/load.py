"""The load: so many connections, each of which always has one message in flight.

Bare sockets and epoll: an HTTP client would need more of its core than the servers need of theirs.
"""

from __future__ import annotations

import re
import select
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import quantiles

SILENCE = 10.0  # seconds without any answer: the server is stuck
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)
_CLOSES = re.compile(rb"\r\nconnection: *close\r\n", re.IGNORECASE)


class WrongAnswer(Exception):
    """A server did not do what it is measured for."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one round came to. Times in seconds."""

    rate: float  # answers a second
    p50: float
    p99: float
    busy: float  # of the load's core, 1.0: the load itself was the limit


@dataclass(slots=True)
class _Line:
    """One connection, and the answer that is coming in on it."""

    port: int
    socket: socket.socket
    sent_at: float = 0.0
    answer: bytes = b""
    length: int = field(default=0)  # of the whole answer, 0 until its head is there
    closes: bool = False

    @classmethod
    def open(cls, port: int) -> _Line:
        return cls(port, socket.create_connection(("127.0.0.1", port)))

    def send(self, message: bytes) -> None:
        self.answer, self.length = b"", 0
        self.sent_at = time.perf_counter()
        self.socket.sendall(message)

    def receive(self) -> bool:
        """Take what has come; whether the answer is whole."""
        chunk = self.socket.recv(65536)
        if not chunk:
            raise WrongAnswer("the server hung up within an answer")
        self.answer += chunk
        if not self.length:
            head, end, _ = self.answer.partition(b"\r\n\r\n")
            if not end:
                return False
            found = _LENGTH.search(head + b"\r\n")
            if found is None:
                raise WrongAnswer("an answer does not say how long it is")
            self.length = len(head) + len(end) + int(found[1])
            self.closes = _CLOSES.search(head + b"\r\n") is not None
        return len(self.answer) >= self.length


def exchange(port: int, message: bytes, expected: str) -> None:
    """One message, whose answer has to say this. Raises WrongAnswer."""
    line = _Line.open(port)
    with line.socket:
        line.send(message)
        while not line.receive():
            pass
        _check(line.answer, expected.encode())


def drive(port: int, messages: Sequence[bytes], expected: str, in_flight: int) -> Round:
    """Send all messages as fast as the server takes them; every answer has to say this. Raises WrongAnswer."""
    waiting, wanted = iter(messages), expected.encode()
    latencies: list[float] = []
    poll, lines = select.epoll(), dict[int, _Line]()
    started, worked = time.perf_counter(), time.process_time()
    for _ in range(in_flight):
        _next(_Line.open(port), waiting, poll, lines)
    while lines:
        ready = poll.poll(SILENCE)
        if not ready:
            raise WrongAnswer("the server does not answer")
        for file, _ in ready:
            line = lines[file]
            if not line.receive():
                continue
            latencies.append(time.perf_counter() - line.sent_at)
            _check(line.answer, wanted)
            if line.closes:
                del lines[file]
                line.socket.close()
                line = _Line.open(port)
            _next(line, waiting, poll, lines)
    taken = time.perf_counter() - started
    poll.close()
    hundredths = quantiles(latencies, n=100)
    return Round(len(latencies) / taken, hundredths[49], hundredths[98], (time.process_time() - worked) / taken)


def _next(line: _Line, waiting: Iterator[bytes], poll: select.epoll, lines: dict[int, _Line]) -> None:
    """The next message on this connection; hang up when none is left."""
    message = next(waiting, None)
    file = line.socket.fileno()
    if message is None:
        lines.pop(file, None)
        line.socket.close()
        return
    if file not in lines:
        lines[file] = line
        poll.register(file, select.EPOLLIN)
    line.send(message)


def _check(answer: bytes, expected: bytes) -> None:
    if not answer.startswith(b"HTTP/1.1 200 ") or expected not in answer:
        raise WrongAnswer(f"not the answer that is measured: {answer.decode()}")
