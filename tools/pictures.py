#!/usr/bin/env python3
"""Take the pictures of the user guide: `make pictures`, or some of them with ONLY=run,why-not.

Real screens of the demo company, in a database of their own that is made anew each time, in the order of
`tools/album.py`: what one picture shows was done for the one before. Days are those of today, so that most files
differ a little each time.
"""

import argparse
import contextlib
import email
import email.policy
import html
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from album import APPS_FOLDER, FOLDER, PICTURES, POSTERS, Picture  # noqa: E402
from setup import database, demo, poster, postgres  # noqa: E402
from setup.camera import DESKTOP, PHONE, Camera  # noqa: E402
from setup.settings import MODULE, Settings  # noqa: E402
from setup.stage import until  # noqa: E402
from setup.steps import SetupError, answers, say  # noqa: E402

NAME = "mentoring_pictures"
SECONDS = 120
LETTER = (760, 620)
# Demo records by name; pairs by program and mentee.
IDS_SQL = f"""
    SELECT name, res_id FROM ir_model_data WHERE module = '{MODULE}' AND name LIKE 'demo_%'
    UNION SELECT replace(ref.name, '_mentee_', '_pair_'), max(pair.id)
      FROM mentoring_pairing pair
      JOIN ir_model_data ref ON ref.model = 'mentoring.participant' AND ref.res_id = pair.mentee_id
     WHERE ref.module = '{MODULE}' GROUP BY 1
    UNION SELECT 'run', max(id) FROM mentoring_run
"""


@contextlib.contextmanager
def served(settings: Settings) -> Iterator[int]:
    """The demo database, made anew, behind a server on a free port."""
    database.copy(settings, demo.template(settings), NAME)
    port = postgres.free_port(8170)
    log = settings.logs / "pictures-server.log"
    bootstrap = settings.root / "tools" / "bootstrap.py"
    with open(log, "wb") as out:
        server = subprocess.Popen(
            [sys.executable, bootstrap, "serve", "--db", NAME, "--port", str(port)], stdout=out, stderr=out
        )
    try:
        until(lambda: _answers(port, server), SECONDS, f"the server answers; its log is {log}", every=0.5)
        yield port
    finally:
        server.terminate()
        server.wait()


def _answers(port: int, server: subprocess.Popen) -> bool:
    if server.poll() is not None:
        raise SetupError("the server of the pictures ended")
    return answers(f"http://localhost:{port}/web/login", SECONDS)


class Album:
    """Takes one picture after the other."""

    def __init__(self, settings: Settings, camera: Camera):
        self.settings, self.camera = settings, camera
        self.folder = settings.root / FOLDER
        self.mails = settings.cache / "mail" / NAME
        self._who = None

    def take(self, picture: Picture, *, keep: bool) -> None:
        """Do what leads to the picture; write it when it is wanted."""
        camera = self.camera
        if picture.who != self._who:
            camera.log_in(picture.who)
            self._who = picture.who
        if picture.path:
            camera.open(self._address(picture), self._size(picture))
        for step in picture.steps:
            verb, _, words = step.partition(": ")
            if verb == "type":
                selector, _, value = words.partition(" = ")
                camera.type(selector, value)
            else:
                getattr(camera, verb)(words)
        if keep and picture.name:
            camera.shoot(self.folder / f"{picture.name}.png", whole=picture.is_whole)
            say(f"{picture.name}: {(self.folder / f'{picture.name}.png').stat().st_size // 1024} kB")

    @staticmethod
    def _size(picture: Picture) -> tuple[int, int]:
        if picture.path.startswith("mail:"):
            return LETTER
        return PHONE if picture.path.startswith(("/my", "link:", "/web/")) else DESKTOP

    def _address(self, picture: Picture) -> str:
        """The address of a page; `mail:` shows a mail, `link:` follows its button."""
        kind, _, words = picture.path.partition(":")
        if kind == "mail":
            page = Path(tempfile.gettempdir()) / f"{NAME}.html"
            page.write_text(self._mail(words))
            return page.as_uri()
        if kind == "link":
            return html.unescape(re.search(r'href="([^"]+)"', self._mail(words))[1])
        rows = postgres.psql(self.settings, IDS_SQL, NAME).splitlines()
        return picture.path.format(**dict(row.split("|") for row in rows))

    def _mail(self, words: str) -> str:
        """The body of the newest mail to somebody (`address, words of the subject`), once it has arrived."""
        to, _, subject = words.strip().partition(", ")

        def arrived():
            for path in sorted(self.mails.glob("*.eml"), reverse=True):
                mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
                if to in mail["to"] and subject in mail["subject"]:
                    return mail.get_body(("html",)).get_content()
            return None

        return until(arrived, SECONDS, f"a mail to {to}: {subject}", every=0.5)


def make_posters(root: Path) -> None:
    """The pictures of the page in the Apps menu, from those of the guide."""
    for name, screens, height in POSTERS:
        paths = [root / FOLDER / f"{screen}.png" for screen in screens]
        png = poster.crop(paths[0], height) if height else poster.phones(paths)
        (root / APPS_FOLDER / f"{name}.png").write_bytes(png)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--only", default="", help="comma separated names; what leads to them is done all the same"
    )
    names = [name for name in parser.parse_args().only.split(",") if name]
    if unknown := set(names) - {picture.name for picture in PICTURES}:
        raise SetupError(f"no such picture: {', '.join(sorted(unknown))}")
    settings, started = Settings.read(), time.monotonic()
    (settings.root / FOLDER).mkdir(parents=True, exist_ok=True)
    for old in (settings.cache / "mail" / NAME).glob("*.eml"):
        old.unlink()
    failed = []
    with served(settings) as port, contextlib.closing(Camera(port, NAME)) as camera:
        album = Album(settings, camera)
        for picture in PICTURES:
            try:
                album.take(picture, keep=not names or picture.name in names)
            except (SetupError, TimeoutError) as error:
                failed.append(picture.name or picture.path)
                say(f"{picture.name or picture.path}: not taken\n{error}")
    if not failed:
        make_posters(settings.root)
    say(
        f"{len(PICTURES)} screens in {time.monotonic() - started:.0f} s"
        + f"; not taken: {failed}" * bool(failed)
    )
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except SetupError as problem:
        sys.exit(str(problem))
