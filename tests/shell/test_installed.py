"""What an installed package holds: config/ and templates/ travel inside the wheel."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
COMMAND = """
from inbox_agent.shell.data import data_folder, season, rules
from inbox_agent.shell.render import Renderer
assert "_data" in str(data_folder("config")), data_folder("config")
assert season().name and rules("category")
assert "Subject:" in Renderer().source("drafts/thank_you.txt")
print("found")
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (built,) = out.glob("*.whl")
    return built


def test_the_wheel_holds_rules_templates_and_migrations(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for path in ("config/platforms.toml", "templates/drafts/thank_you.txt"):
        assert f"inbox_agent/_data/{path}" in names
    assert "inbox_agent/shell/store/migrations/env.py" in names
    assert "inbox_agent/demo/mails.toml" in names
    assert not [name for name in names if name.startswith("tests")]


def test_an_installed_package_finds_its_own_files(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", COMMAND], cwd=tmp_path, check=False, text=True, capture_output=True,
        env={"PYTHONPATH": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.stdout.strip() == "found", done.stderr
