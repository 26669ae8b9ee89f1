"""A mail server that delivers nothing: what the demo sends is kept as files that a mail program opens.

Runs beside `make run` and `make serve` and ends with them, because it holds the other end of their pipe.
"""

import os
import socketserver
import subprocess
import sys
import threading
import time
from pathlib import Path

KEPT_MAILS = 500


class Conversation(socketserver.StreamRequestHandler):
    """As much SMTP as Odoo speaks without login or encryption."""

    def handle(self) -> None:
        self._say("220 mailbox")
        for line in self.rfile:
            verb = line[:4].upper().strip()
            if verb == b"DATA":
                self._say("354 go on")
                self.server.keep(self._read())
                self._say("250 kept")
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def _read(self) -> bytes:
        """One mail; a dot that begins a line was doubled on the way."""
        lines = []
        for line in self.rfile:
            if line.rstrip(b"\r\n") == b".":
                break
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)


class Mailbox(socketserver.ThreadingTCPServer):
    """Listens on a free port of this machine alone."""

    daemon_threads = True

    def __init__(self, folder: Path):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        super().__init__(("127.0.0.1", 0), Conversation)

    def keep(self, mail: bytes) -> None:
        (self.folder / f"{time.time_ns()}.eml").write_bytes(mail)
        for old in sorted(self.folder.glob("*.eml"))[:-KEPT_MAILS]:
            old.unlink(missing_ok=True)

    @property
    def port(self) -> int:
        return self.server_address[1]


def start(folder: Path) -> int:
    """Start a mailbox in a process of its own and give its port.

    It ends when this process ends, also after this process has become another program.
    """
    ours, theirs = os.pipe()
    child = subprocess.Popen(
        [sys.executable, __file__, str(folder)],
        stdin=ours,
        stdout=subprocess.PIPE,
        # Ctrl-C is for the server; the mailbox takes what it still sends.
        start_new_session=True,
    )
    os.close(ours)
    os.set_inheritable(theirs, True)
    return int(child.stdout.readline())


def main() -> None:
    box = Mailbox(Path(sys.argv[1]))
    threading.Thread(target=box.serve_forever, daemon=True).start()
    print(box.port, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
