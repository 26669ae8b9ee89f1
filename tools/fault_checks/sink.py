"""A mail server that counts to whom it was given mails, and hangs up when it is told to."""

import email
import email.policy
import socketserver
import threading
from collections import Counter
from email.utils import parseaddr

from setup import postgres
from setup.mailbox import Conversation


class Breakable(Conversation):
    """Hangs up on the first mail that is too many."""

    def handle(self) -> None:
        if self.server.is_full():
            return
        super().handle()

    def _say(self, text: str) -> None:
        # before the mail is taken, so that nobody can think that it was
        if text.startswith("354") and self.server.is_full():
            raise ConnectionAbortedError
        super()._say(text)


class Sink(socketserver.ThreadingTCPServer):
    """Listens on one port, as often as it is entered; what it took is kept in between.

    taken: {address: mails with these words in their subject}. limit: as many of them, then it hangs up.
    """

    daemon_threads = allow_reuse_address = True

    def __init__(self, words):
        self.number, self.words = postgres.free_port(8470), words
        self.taken, self.limit = Counter(), None
        self._lock = threading.Lock()

    @property
    def options(self) -> list[str]:
        """Odoo's options for sending here."""
        return ["--smtp=127.0.0.1", f"--smtp-port={self.number}"]

    def is_full(self) -> bool:
        return self.limit is not None and sum(self.taken.values()) >= self.limit

    def keep(self, mail: bytes) -> None:
        message = email.message_from_bytes(mail, policy=email.policy.default)
        if self.words in message["Subject"]:
            with self._lock:
                self.taken[parseaddr(message["To"])[1]] += 1

    def handle_error(self, request, client_address) -> None:
        """A killed client, or one that was hung up on: nothing to tell."""

    def __enter__(self):
        super().__init__(("127.0.0.1", self.number), Breakable)
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_args):
        self.shutdown()
        self.server_close()
