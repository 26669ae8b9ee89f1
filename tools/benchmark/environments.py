"""A virtual environment for each peer, made by package name: three of them are all called `matching` inside."""

import os
import pathlib
import subprocess
import sys


def python_for(package, cache, say):
    """The Python that has `package`, made on first use; None, with the reason, where it cannot be installed."""
    if package is None:
        return sys.executable, None
    folder = pathlib.Path(cache) / "bench" / package
    python = folder / "bin" / "python"
    ready = folder / "ready"
    if ready.exists():
        return str(python), None
    say(f"installing {package} into an environment of its own")
    command = [[sys.executable, "-m", "venv", "--clear", str(folder)]]
    command.append([str(python), "-m", "pip", "install", "--quiet", "numpy", package])
    settings = {
        **os.environ,
        "PIP_CACHE_DIR": os.environ.get("PIP_CACHE_DIR", str(pathlib.Path(cache) / "pip")),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }
    for step in command:
        done = subprocess.run(step, env=settings, capture_output=True, text=True, check=False)
        if done.returncode:
            lines = (done.stderr or done.stdout).strip().splitlines()
            return None, lines[-1] if lines else f"exit code {done.returncode}"
    ready.touch()
    return str(python), None
