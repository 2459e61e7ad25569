"""The engine's process: one profile, any number of clients, a thread for each running request."""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from typing import Any

from indexer import requests
from indexer.engine.address import Address, address_file, new_address, write_address
from indexer.engine.core import Engine, failed
from indexer.priority import thread_gives_way
from indexer.requests import from_wire, to_wire

log = logging.getLogger(__name__)

ALONE_SECONDS = 60.0  # a window that died leaves its engine this long
_GRACE_SECONDS = 0.3
# Runs of the index go on for minutes, while questions are answered beside them. A file that is read again with its
# password is waited for.
BEHIND = (requests.Index, requests.Recognise)
LAST_SECONDS = 10.0  # requests that were told to stop may take this long before the store is closed


class Server:
    """Serve one engine until it is told to stop, or has been idle and alone. Idle, it rests (`Engine.rest`)."""

    def __init__(self, engine: Engine, home: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._engine = engine
        self._home = home
        self._clock = clock
        self._clients = 0
        self._running = 0
        self._last = clock()
        self._leaving = False
        self._links: dict[Connection, threading.Lock] = {}  # each with the lock of who sends over it
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._address: Address = new_address(home)
        family = "AF_PIPE" if sys.platform == "win32" else "AF_UNIX"
        self._listener = Listener(self._address.location, family=family, backlog=16, authkey=self._address.authkey)

    def run(self) -> None:
        """Blocks until the engine ends."""
        threading.Thread(target=self._accept, daemon=True, name="accept").start()
        write_address(self._home, self._address)
        try:
            resting = resumed = False
            while not self._stopped.wait(1.0):
                if not resumed:  # not while the first clients are still coming in
                    resumed = True
                    self._engine.resume()
                with self._lock:
                    idle = self._clock() - self._last if not self._running else 0.0
                    alone = self._clients == 0
                if alone and idle > ALONE_SECONDS:
                    break
                if idle < 1.5:
                    resting = False
                elif not resting and idle > self._engine.rest_seconds():
                    resting = self._rest()
        finally:
            with contextlib.suppress(FileNotFoundError):
                address_file(self._home).unlink()
            self._listener.close()
            until = self._clock() + LAST_SECONDS
            while self._running and self._clock() < until:
                time.sleep(0.02)

    def _rest(self) -> bool:
        """Whether the engine rests. Where models were loaded, the clients are told and this process ends.

        Kiwi and the allocators keep up to 300 MB of what was released (docs/decisions/0013-rest.md): only the end of
        the process gives it back. What is sent at this moment goes to the next engine, by its client.
        """
        loaded = self._engine.loaded
        if not self._engine.rest():
            return False
        with self._lock:
            if not loaded or self._running or not self._links:
                return True
            links = list(self._links.items())
            self._stopped.set()
        for connection, sending in links:
            with contextlib.suppress(OSError, ValueError), sending:
                connection.send_bytes(to_wire(0, requests.Resting()))
        return True

    def _accept(self) -> None:
        while not self._stopped.is_set():
            try:
                connection = self._listener.accept()
            except (OSError, EOFError):
                if self._stopped.is_set():
                    return
                continue
            except Exception:  # AuthenticationError: somebody without the key knocked
                log.warning("a connection was refused")
                continue
            with self._lock:
                self._clients += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True, name="client").start()

    def _leave_if_alone(self) -> None:
        with self._lock:
            if not self._clients:
                self._stopped.set()

    def _serve(self, connection: Connection) -> None:
        cancels: dict[int, threading.Event] = {}
        sending = threading.Lock()
        with self._lock:
            self._links[connection] = sending
        try:
            while True:
                request_id, request = from_wire(connection.recv_bytes())
                if isinstance(request, requests.Cancel):
                    if request.request in cancels:
                        cancels[request.request].set()
                    continue
                if isinstance(request, requests.Shutdown):
                    self._leaving = self._leaving or request.when_alone
                    if not request.when_alone:
                        self._stopped.set()
                    return
                cancel = cancels[request_id] = threading.Event()
                threading.Thread(
                    target=self._answer,
                    args=(connection, sending, request_id, request, cancel, cancels),
                    daemon=True,
                    name=type(request).__name__,
                ).start()
        except (EOFError, OSError):
            pass  # the client is gone
        except ValueError:
            log.warning("a client sent something that is not a message of ours")
        finally:
            for event in cancels.values():
                event.set()
            connection.close()
            with self._lock:
                self._links.pop(connection, None)
                self._clients -= 1
                self._last = self._clock()
                alone = self._leaving and not self._clients
            if alone:
                # Another may have been let in a moment ago and not be counted yet.
                later = threading.Timer(_GRACE_SECONDS, self._leave_if_alone)
                later.daemon = True
                later.start()

    def _answer(
        self,
        connection: Connection,
        sending: threading.Lock,
        request_id: int,
        request: Any,
        cancel: threading.Event,
        cancels: dict[int, threading.Event],
    ) -> None:
        def send(item: Any) -> None:
            with sending:
                connection.send_bytes(to_wire(request_id, item))

        with self._lock:
            self._running += 1
        if isinstance(request, BEHIND):
            thread_gives_way()
        try:
            for event in self._engine.handle(request, cancel):
                send(event)
            send(requests.Finished(cancelled=cancel.is_set()))
        except (OSError, BrokenPipeError):
            cancel.set()  # nobody listens any more
        except Exception as error:
            with contextlib.suppress(OSError):
                send(failed(error))
        finally:
            cancels.pop(request_id, None)
            with self._lock:
                self._running -= 1
                self._last = self._clock()
