"""What the command begins with."""

from __future__ import annotations

import subprocess
import sys
import types

import pytest

from practicum.__main__ import main


class Stopped(types.ModuleType):
    """A module during whose loading somebody presses Ctrl-C."""

    def __getattr__(self, name: str) -> object:
        raise KeyboardInterrupt


def test_whoever_stops_it_while_it_loads_sees_no_stack_trace(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "practicum.cli", Stopped("practicum.cli"))
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 130
    assert capsys.readouterr() == ("", "")


def test_it_runs_as_a_module_under_its_own_name() -> None:
    done = subprocess.run([sys.executable, "-m", "practicum", "--help"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Usage: practicum [OPTIONS] COMMAND")
