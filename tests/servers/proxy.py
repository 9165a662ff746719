"""A TCP proxy between client and server that cuts, swallows or delays what goes through it."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections import deque
from types import TracebackType

from tests.servers.listener import LOOPBACK, Listener, reset

CHUNK = 65536


class Proxy:
    """Set the faults before or while connections are open.

    ``cut_after``     bytes from the server after which the connection is reset (per connection)
    ``cuts``          the same for the next connections, one each, before ``cut_after`` counts
    ``black_hole``    nothing goes through any more in either direction, nothing is closed
    ``delay_seconds`` each piece from the server comes later by so much
    ``said``          all that clients said, in order
    ``transferred``   how many bytes went through, both directions together
    """

    def __init__(self, target_port: int) -> None:
        self._target_port = target_port
        self.cut_after: int | None = None
        self.cuts: deque[int] = deque()
        self.delay_seconds = 0.0
        self.black_hole = threading.Event()
        self.said = bytearray()
        self.transferred = 0  # bytes in both directions
        self._listener = Listener(self._serve)
        self.port = self._listener.port

    @property
    def connections(self) -> int:
        return self._listener.connections

    def _serve(self, client: socket.socket) -> None:
        with socket.create_connection((LOOPBACK, self._target_port)) as server:
            upward = threading.Thread(target=self._pump, args=(client, server), daemon=True)
            upward.start()
            self._pump_down(server, client)
            with contextlib.suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
            with contextlib.suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)
            upward.join()

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(CHUNK):
                self.said += data
                self.transferred += len(data)
                if not self._swallows():
                    target.sendall(data)
            target.shutdown(socket.SHUT_WR)

    def _pump_down(self, server: socket.socket, client: socket.socket) -> None:
        left = self.cuts.popleft() if self.cuts else self.cut_after
        with contextlib.suppress(OSError):
            while data := server.recv(CHUNK):
                if self._swallows():
                    continue
                self.transferred += len(data)
                time.sleep(self.delay_seconds)
                client.sendall(data if left is None else data[:left])
                if left is not None:
                    left -= len(data)
                    if left <= 0:
                        reset(client)
                        return

    def _swallows(self) -> bool:
        return self.black_hole.is_set() and not self._listener.stopping.is_set()

    def stop(self) -> None:
        self._listener.stop()

    def __enter__(self) -> Proxy:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
