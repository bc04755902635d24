"""Stands between us and a MariaDB, and loses the connection right after the server has carried out a COMMIT."""

import socket
from contextlib import suppress
from threading import Thread

COMMIT = b"\x03COMMIT"
"""COM_QUERY and the statement, as they end a packet of the client."""

TIMEOUT_S = 20.0


class LosingProxy:
    """Passes everything on. The answer to COMMIT number `lose` never arrives: both ends are closed instead."""

    def __init__(self, port: int, *, lose: int) -> None:
        self.commits, self._lose, self._server_port = 0, lose, port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._listener.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                client, _address = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._server_port), timeout=TIMEOUT_S)
                Thread(target=self._pass_on, args=(client, server), daemon=True).start()

    def _pass_on(self, client: socket.socket, server: socket.socket) -> None:
        """Pass questions and answers on in turns: the protocol has no others."""
        client.settimeout(TIMEOUT_S)
        with suppress(OSError), client, server:
            back = Thread(target=_copy, args=(server, client), daemon=True)
            back.start()
            while question := client.recv(65536):
                if question.endswith(COMMIT):
                    self.commits += 1
                    if self.commits == self._lose:
                        client.shutdown(socket.SHUT_RDWR)
                        server.sendall(question)
                        back.join(TIMEOUT_S)
                        return
                server.sendall(question)


def _copy(source: socket.socket, target: socket.socket) -> None:
    """Copy until either end is closed; the first bytes that cannot be delivered end it, and they had arrived."""
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
