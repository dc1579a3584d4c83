"""What a machine lacks is reported in one sentence that says what to install and how."""

import subprocess
import sys

import pytest

from local import requirements
from local.places import ROOT


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 14)])
def test_a_python_that_firebase_runs_is_enough(version):
    assert requirements.python_problem(version, has_venv=True) is None


@pytest.mark.parametrize("version", [(3, 8), (3, 10), (3, 15)])
def test_a_python_out_of_range_is_named_with_what_to_install(version):
    problem = requirements.python_problem(version, has_venv=True)
    assert f"python3 is {version[0]}.{version[1]}" in problem
    assert "apt-get install" in problem


def test_without_venv_the_missing_package_is_named():
    assert "python3-venv" in requirements.python_problem((3, 11), has_venv=False)


@pytest.mark.parametrize("version", ["v20.0.0", "v20.20.2", "v24.1.0\n"])
def test_a_new_enough_node_is_enough(version):
    assert requirements.node_problem(version) is None


@pytest.mark.parametrize("version", ["v18.19.0", "v8.0.0\n", "nonsense", "", None])
def test_an_old_or_missing_node_is_named_with_what_to_install(version):
    assert "Node.js 20 or newer is needed" in requirements.node_problem(version)


def test_a_missing_npm_is_named():
    assert "npm is needed" in requirements.npm_problem(None)


def test_the_check_needs_nothing_but_the_standard_library():
    check = subprocess.run(
        [sys.executable, "-I", "-S", "-c", "import runpy; runpy.run_path('local/requirements.py')"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert check.returncode == 0, check.stderr
