"""Steps resume, say which one failed, and do not run twice at once."""

import subprocess
import sys
import time

import pytest
from setup import steps
from setup.steps import SetupError, Step


def _step(name, calls, *, key="1", ready=True, error=None):
    def build():
        calls.append(name)
        if error:
            raise SetupError(error)

    return Step(name, lambda: key, lambda: ready, build, remedy=f"mend {name}")


def test_done_steps_are_not_done_again(tmp_path):
    calls = []
    steps.ensure([_step("a", calls), _step("b", calls)], tmp_path)
    steps.ensure([_step("a", calls), _step("b", calls)], tmp_path)
    assert calls == ["a", "b"]


def test_a_new_key_or_a_lost_result_does_the_step_again(tmp_path):
    calls = []
    steps.ensure([_step("a", calls)], tmp_path)
    steps.ensure([_step("a", calls, key="2")], tmp_path)
    steps.ensure([_step("a", calls, key="2", ready=False)], tmp_path)
    assert calls == ["a", "a", "a"]


def test_a_failed_step_names_itself_and_the_next_run_resumes_there(tmp_path):
    calls = []
    with pytest.raises(SetupError, match="step 'b' failed: no network") as caught:
        steps.ensure([_step("a", calls), _step("b", calls, error="no network")], tmp_path)
    assert caught.value.remedy == "mend b"
    steps.ensure([_step("a", calls), _step("b", calls)], tmp_path)
    assert calls == ["a", "b", "b"]


def test_a_second_process_waits_for_the_lock(tmp_path, capsys):
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import sys, time; sys.path.insert(0, {sys.path[0]!r})\n"
            f"import fcntl; h = open({str(tmp_path / 'lock')!r}, 'a+')\n"
            "fcntl.flock(h, fcntl.LOCK_EX); print('held', flush=True); time.sleep(0.4)",
        ],
        stdout=subprocess.PIPE,
    )
    holder.stdout.readline()
    started = time.monotonic()
    with steps.lock(tmp_path / "lock", "a thing"):
        assert time.monotonic() - started > 0.1
    assert "another process is at work on a thing" in capsys.readouterr().out
    holder.wait()


def test_a_failed_command_shows_the_end_of_its_log(tmp_path):
    with pytest.raises(SetupError, match="the reason"):
        steps.run([sys.executable, "-c", "print('the reason'); raise SystemExit(3)"], tmp_path / "x.log")
    assert steps.run([sys.executable, "-c", "raise SystemExit(3)"], tmp_path / "x.log", check=False) == 3
