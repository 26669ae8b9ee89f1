"""Chromium as a camera: a logged-in person opens pages, presses and types, and what is on the screen becomes a file.

Runs in the virtual environment (websocket-client, requests, Pillow).
"""

import base64
import contextlib
import io
import json
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import requests
import websocket
from PIL import Image

from . import browser, postgres
from .stage import Browser, until
from .steps import SetupError

DESKTOP = (1366, 850)
PHONE = (390, 844)
SHARPNESS = {PHONE: 2}  # a phone's picture is shown at half its size
LONGEST_PAGE = 2400
HEADINGS = "h1, h2, h3, h4, h5, p, legend, summary, label, a, button, .o_horizontal_separator"
PATIENCE = 30
COLOURS = 256
ZONE = "Europe/Berlin"  # where the demo company sits; a first login takes it over
OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
    "--force-prefers-reduced-motion",
    "--remote-allow-origins=*",
)
# What is behind a dialog cannot be pressed; a caret that blinks, or a second that is counted, differs each time.
QUIET_STYLE = (
    "* { caret-color: transparent !important; animation: none !important; transition: none !important; }"
)
HELPERS = Path(__file__).with_suffix(".js").read_text()


class Camera:
    """One browser window. Each method waits until what it needs is there, and says what was missing."""

    def __init__(self, port: int, name: str):
        self.base, self.port, self.name = f"http://localhost:{port}", port, name
        self._profile = Path(tempfile.mkdtemp(prefix="camera-"))
        self._count, self._size = 0, None
        debug_port = postgres.free_port()
        self._process = subprocess.Popen(
            [
                browser.find(),
                *OPTIONS,
                f"--user-data-dir={self._profile}",
                f"--remote-debugging-port={debug_port}",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        address = until(lambda: self._address(debug_port), PATIENCE, "Chromium answers")
        self._socket = websocket.create_connection(address, timeout=PATIENCE * 2)
        for domain in ("Page", "Network", "Runtime"):
            self._ask(f"{domain}.enable")
        self._ask("Page.addScriptToEvaluateOnNewDocument", source=HELPERS)
        self._ask("Emulation.setTimezoneOverride", timezoneId=ZONE)

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        shutil.rmtree(self._profile, ignore_errors=True)

    @staticmethod
    def _address(port: int) -> str | None:
        with contextlib.suppress(requests.RequestException):
            targets = requests.get(f"http://127.0.0.1:{port}/json", timeout=5).json()
            return next(
                (target["webSocketDebuggerUrl"] for target in targets if target["type"] == "page"), None
            )
        return None

    def _ask(self, method: str, **parameters) -> dict:
        self._count += 1
        self._socket.send(json.dumps({"id": self._count, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == self._count:
                if "error" in answer:
                    raise SetupError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            if answer.get("method") == "Page.javascriptDialogOpening":
                self._socket.send(
                    json.dumps({"id": 0, "method": "Page.handleJavaScriptDialog", "params": {"accept": True}})
                )

    def run(self, code: str):
        """The value of an expression on the page; nothing while one page makes room for the next."""
        answer = self._ask(
            "Runtime.evaluate", expression=code, awaitPromise=True, returnByValue=True, userGesture=True
        )
        return answer["result"].get("value") if "exceptionDetails" not in answer else None

    def _until(self, code: str, what: str):
        try:
            return until(lambda: self.run(code), PATIENCE, what, every=0.1)
        except TimeoutError as error:
            text = self.run("document.body.innerText") or ""
            raise SetupError(
                f"{error} at {self.run('location.href')}; the page reads:\n{text[:800]}"
            ) from error

    # -- what a person does

    def log_in(self, login: str | None) -> None:
        """Become this person, whose password is the login; nobody is a visitor without login."""
        self._ask("Network.clearBrowserCookies")
        if login:
            session = Browser(self.port, self.name, login).session
            self._ask(
                "Network.setCookie", name="session_id", value=session.cookies["session_id"], url=self.base
            )

    def open(self, path: str, size: tuple[int, int]) -> None:
        self._resize(size)
        self._ask("Page.navigate", url=path if "://" in path else self.base + path)
        self.settle()

    def _resize(self, size: tuple[int, int], height: int | None = None) -> None:
        self._size = size
        self._ask(
            "Emulation.setDeviceMetricsOverride",
            width=size[0],
            height=height or size[1],
            deviceScaleFactor=SHARPNESS.get(size, 1),
            mobile=size == PHONE,
        )

    def settle(self) -> None:
        """Wait until the page has been quiet for a moment."""
        quiet = 0
        for _ in range(PATIENCE * 10):
            quiet = 0 if self.run("!window.camera || camera.busy()") is not False else quiet + 1
            if quiet >= 5:
                return
            time.sleep(0.1)

    def wait(self, text: str) -> None:
        self._until(f"camera.reads({json.dumps(text)})", f"“{text}” is on the page")
        self.settle()

    def press(self, words: str) -> None:
        """Press what is called so (exactly, else the first that holds the words) and is `words, selector`."""
        text, _, selector = words.partition(", ")
        self._until(
            f"camera.press({json.dumps(text)}, {json.dumps(selector or None)})", f"there is “{text}” to press"
        )
        self.settle()

    def type(self, selector: str, value: str) -> None:
        self._until(
            f"camera.type({json.dumps(selector)}, {json.dumps(value)})", f"there is {selector} to fill in"
        )
        self.settle()

    def show(self, text: str) -> None:
        """Scroll to a heading or sentence."""
        self.wait(text)
        self.run(
            f"(() => {{ const node = camera.find({json.dumps(text)}, {json.dumps(HEADINGS)});"
            " if (node) { node.style.scrollMarginTop = '16px'; node.scrollIntoView({ block: 'start' }); } })()"
        )
        self.settle()

    # -- the picture

    def shoot(self, path: Path, *, whole: bool = False) -> None:
        """Write what is on the screen, or the whole page."""
        self.run(
            "(() => { const style = document.createElement('style');"
            f" style.textContent = {json.dumps(QUIET_STYLE)}; document.head.append(style); }})()"
        )
        if whole:
            self._resize(self._size, min(self.run("camera.height()"), LONGEST_PAGE))
            self.settle()
        data = base64.b64decode(self._ask("Page.captureScreenshot", format="png")["data"])
        path.write_bytes(small(data))


def small(png: bytes) -> bytes:
    """The same picture with a palette: screens have few colours, and a repository keeps every version."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    image = image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()
