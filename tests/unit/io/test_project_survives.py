"""Random user actions with undo, redo, save, kill -9 and reopen: nothing acknowledged is lost."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

WORKER = Path(__file__).with_name("project_worker.py")
ACTIONS = [
    "rename", "keep_view", "add", "remove", "retitle", "move", "variant", "draw", "place", "switch",
    "keep_state",
]  # fmt: skip


class ProjectUnderFire(RuleBasedStateMachine):
    """The same actions go to a project in another process and to its expected states."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="jumeau-test-"))
        self.process: subprocess.Popen[str] | None = None
        self.project: dict[str, Any] = {}

    def start(self) -> dict[str, Any]:
        self.process = subprocess.Popen(
            [sys.executable, str(WORKER), str(self.folder / "projet")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "JUMEAU_DATA_DIR": str(self.folder / "data")},
        )
        return self.answer()

    def send(self, command: dict[str, str]) -> None:
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        assert self.process is not None
        assert self.process.stdout is not None
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()

    @initialize()
    def create(self) -> None:
        self.project = self.start()["project"]

    @rule(do=st.sampled_from(ACTIONS * 2 + ["undo", "redo", "save"]), name=st.sampled_from("abcd"))
    def act(self, do: str, name: str) -> None:
        before = self.project
        self.send({"do": do, "name": name})
        self.project = self.answer()["project"]
        assert self.project["lost_models"] == []
        if do == "save":
            assert self.project == before

    @rule()
    def undo_and_redo(self) -> None:
        before = self.project
        self.send({"do": "rename", "name": "y" if before["name"] == "x" else "x"})
        changed = self.answer()["project"]
        self.send({"do": "undo"})
        assert self.answer()["project"] == before
        self.send({"do": "redo"})
        self.project = self.answer()["project"]
        assert self.project == changed

    @rule()
    def kill_and_reopen(self) -> None:
        self.kill()
        assert self.start()["project"] == self.project
        assert self.project["lost_models"] == []

    @rule(do=st.sampled_from([*ACTIONS, "undo", "redo", "save"]), name=st.sampled_from("abcd"))
    def kill_in_the_middle(self, do: str, name: str) -> None:
        before = self.project
        self.send({"do": do, "name": name})
        self.kill()
        after = self.start()["project"]
        if do == "save":
            assert after == before
        if after != before:
            # It was made safe but not acknowledged: then it must be there whole.
            self.kill()
            assert self.start()["project"] == after
        self.project = after

    def teardown(self) -> None:
        if self.process is not None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def run(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        ProjectUnderFire,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is a signal of POSIX systems")
def test_random_actions_survive() -> None:
    run(examples=2, steps=25)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is a signal of POSIX systems")
def test_two_hundred_random_actions_survive() -> None:
    run(examples=6, steps=200)
