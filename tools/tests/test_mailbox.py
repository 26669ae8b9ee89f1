"""Mails of the demo end as files, and the mailbox ends with the server it serves."""

import smtplib
import subprocess
import sys
import threading
import time
from email.message import EmailMessage
from pathlib import Path

import pytest
from setup import mailbox


@pytest.fixture
def box(tmp_path):
    with mailbox.Mailbox(tmp_path / "mail") as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_a_mail_is_kept_as_it_was_sent(box):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.com", "b@example.com", "Your mentor"
    message.set_content("first\n.second begins with a dot\n")
    with smtplib.SMTP("127.0.0.1", box.port) as client:
        client.send_message(message)
        client.send_message(message)
    mails = sorted(box.folder.glob("*.eml"))
    assert len(mails) == 2
    assert "\n.second begins with a dot" in mails[0].read_text()


def test_it_ends_when_the_process_that_started_it_ends(tmp_path):
    code = (
        f"import os, sys; sys.path.insert(0, {str(Path(mailbox.__file__).parents[1])!r})\n"
        "from pathlib import Path; from setup import mailbox\n"
        f"print(mailbox.start(Path({str(tmp_path)!r})), flush=True)\n"
        "os.execv('/bin/sh', ['sh', '-c', 'read line'])"
    )
    server = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    port = int(server.stdout.readline())
    smtplib.SMTP("127.0.0.1", port).quit()
    server.stdin.close()
    server.wait(5)
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            smtplib.SMTP("127.0.0.1", port).quit()
        except (ConnectionError, smtplib.SMTPServerDisconnected):
            return
        time.sleep(0.05)
    pytest.fail("the mailbox outlived its server")
