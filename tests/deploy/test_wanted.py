"""What a deployer writes is checked before anything is asked of Google."""

from __future__ import annotations

import json

import pytest

from deploy import package
from deploy.errors import CannotDeploy
from deploy.firebase_cli import FirebaseCli
from deploy.wanted import Wanted
from tests.cloud.standin import PROJECT
from tests.deploy.scene import BESIDE, PARAMETERS, root_in


@pytest.mark.parametrize("project", ["", "UPPER-case", "a", "ends-", "has space", "../up"])
def test_a_name_that_is_no_project_id_is_refused(root, project):
    with pytest.raises(CannotDeploy, match="no project id"):
        Wanted.of(project, root)


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("FUNCTION_PREFIX=Pay_", "FUNCTION_PREFIX"),
        ("APP_CHECK=maybe", "APP_CHECK"),
        ("ALERT_EMAILS=night", "ALERT_EMAILS"),
        ("AWARDS_FROM=soon", "AWARDS_FROM"),
        ("PUBLISHABLE_KEY=pk_test_1", "PUBLISHABLE_KEY must begin with pk_live_"),
        ("STRIPE_MODE=test\nPUBLISHABLE_KEY=sk_test_1", "PUBLISHABLE_KEY must begin with pk_test_"),
    ],
)
def test_a_parameter_that_does_not_fit_is_named_with_its_file(tmp_path, line, named):
    with pytest.raises(CannotDeploy, match=rf"functions/\.env\.{PROJECT}: {named}"):
        Wanted.of(PROJECT, root_in(tmp_path, f"{line}\n"))


def test_the_projects_file_overrides_the_common_one(tmp_path):
    wanted = Wanted.of(
        PROJECT, root_in(tmp_path, f'{PARAMETERS}# SITE_URL=no\nSITE_URL="https://pay.example.com"\n')
    )

    assert wanted.settings.site_url == "https://pay.example.com"
    assert wanted.settings.platform_fee_bps == 300


def test_the_packaged_folder_has_the_projects_names_and_none_of_its_secrets(tmp_path):
    wanted = Wanted.of(PROJECT, root_in(tmp_path, f"{BESIDE}REPLACES=site:demo-pay\n"))
    (wanted.root / "functions" / ".secret.local").write_text("STRIPE_SECRET_KEY=sk_test_local\n")

    folder = package.write(wanted)

    written = {file.name for file in (folder / "functions").iterdir()}
    assert {"main.py", "pulse", "functions.yaml", ".env"} <= written
    assert not {".secret.local", f".env.{PROJECT}", "venv"} & written
    parameters = (folder / "functions" / ".env").read_text()
    assert 'FUNCTION_PREFIX="pay"' in parameters
    assert not any(name in parameters for name in ("ALERT_EMAILS", "REPLACES", "HOSTING_SITE"))
    assert not (folder / "firestore.rules").exists()


@pytest.mark.parametrize("only", ["firestore:indexes", "firestore", "hosting", ""])
def test_force_is_for_functions_alone(root, only):
    cli = FirebaseCli(Wanted.of(PROJECT, root), root / "no-such-program")

    with pytest.raises(CannotDeploy, match="functions alone"):
        cli.deploy(only, force=True)


def test_the_pages_are_told_what_the_projects_file_says(tmp_path):
    own = f"{PARAMETERS}PUBLISHABLE_KEY=pk_test_1\nSUPPORT_EMAIL=help@example.com\n"
    wanted = Wanted.of(PROJECT, root_in(tmp_path, own))

    folder = package.write(wanted)

    told = json.loads((folder / "web" / "settings.json").read_text())
    before = json.loads((wanted.root / "web" / "settings.json").read_text())
    assert told == {**before, "publishableKey": "pk_test_1", "supportEmail": "help@example.com"}
    assert "PUBLISHABLE_KEY" not in (folder / "functions" / ".env").read_text()


@pytest.mark.parametrize("name", ["AWARDS_FROM", "STRIPE_PRIZE_APPROVAL", "STRIPE_MODE"])
def test_what_each_project_decides_is_refused_in_the_common_file(tmp_path, name):
    root = root_in(tmp_path, PARAMETERS)
    common = root / "functions" / ".env"
    text = common.read_text()
    common.unlink()
    common.write_text(f"{text}{name}=2026-11-01\n")

    with pytest.raises(CannotDeploy, match=rf"functions/\.env: {name} .* functions/\.env\.{PROJECT}"):
        Wanted.of(PROJECT, root)
