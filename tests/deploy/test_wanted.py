"""What a deployer writes is checked before anything is asked of Google."""

from __future__ import annotations

import pytest

from deploy import package
from deploy.errors import CannotDeploy
from deploy.firebase_cli import FirebaseCli
from deploy.wanted import Wanted
from tests.cloud.standin import PROJECT
from tests.deploy.scene import PARAMETERS, root_in


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
    wanted = Wanted.of(PROJECT, root_in(tmp_path, f"{PARAMETERS}FUNCTION_PREFIX=pay\n"))
    (wanted.root / "functions" / ".secret.local").write_text("STRIPE_SECRET_KEY=sk_test_local\n")

    folder = package.write(wanted)

    written = {file.name for file in (folder / "functions").iterdir()}
    assert {"main.py", "pulse", "functions.yaml", ".env"} <= written
    assert not {".secret.local", f".env.{PROJECT}", "venv"} & written
    parameters = (folder / "functions" / ".env").read_text()
    assert 'FUNCTION_PREFIX="pay"' in parameters
    assert "ALERT_EMAILS" not in parameters
    assert not (folder / "firestore.rules").exists()


@pytest.mark.parametrize("only", ["firestore:indexes", "firestore", "hosting", ""])
def test_force_is_for_functions_alone(root, only):
    cli = FirebaseCli(Wanted.of(PROJECT, root), root / "no-such-program")

    with pytest.raises(CannotDeploy, match="functions alone"):
        cli.deploy(only, force=True)
