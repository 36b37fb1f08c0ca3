"""Ready workflows: nothing that runs a proposal may write or knows a secret, and nothing that may write runs a proposal."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from practicum.authoring.workflows import github, gitlab

ROOT = Path(__file__).resolve().parents[2]
OWN = ("python -m pip install -c constraints.txt .", "constraints.txt")
# `on` is true to YAML 1.1.
ON: Any = True


def workflows() -> dict[str, Any]:
    return {path.name: yaml.safe_load(path.read_text("utf-8")) for path in sorted((ROOT / ".github/workflows").glob("*.yml"))}


def steps(workflow: Any) -> list[dict[str, Any]]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def test_our_own_workflows_are_those_that_a_new_project_gets() -> None:
    for path, text in github(*OWN).items():
        assert (ROOT / path).read_text("utf-8") == text


def test_every_action_is_pinned_to_a_commit() -> None:
    for name, workflow in workflows().items():
        for step in steps(workflow):
            if "uses" in step:
                assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", step["uses"]), (name, step)


def test_no_workflow_runs_a_proposal_with_rights() -> None:
    for name, workflow in workflows().items():
        assert "pull_request_target" not in workflow[ON], name
        runs_it = {"pull_request", "push"} & set(workflow[ON])
        for job in workflow["jobs"].values():
            rights = {**workflow["permissions"], **job.get("permissions", {})}
            takes = any(step.get("uses", "").startswith("actions/checkout@") for step in job["steps"])
            if takes or (runs_it and "deploy-pages" not in str(job)):
                assert rights == {"contents": "read"}, name
            for step in job["steps"]:
                if step.get("uses", "").startswith("actions/checkout@"):
                    assert step["with"]["persist-credentials"] is False
    text = "".join(path.read_text("utf-8") for path in (ROOT / ".github/workflows").glob("*.yml"))
    assert "secrets." not in text


def test_what_comes_from_outside_reaches_a_script_by_its_environment_only() -> None:
    for name, workflow in workflows().items():
        for step in steps(workflow):
            assert "${{" not in step.get("run", ""), name


def test_what_posts_the_comment_takes_a_text_and_nothing_else() -> None:
    workflow = workflows()["comment.yml"]
    assert workflow[ON] == {"workflow_run": {"workflows": ["curriculum"], "types": ["completed"]}}
    (job,) = workflow["jobs"].values()
    assert job["permissions"] == {"actions": "read", "pull-requests": "write"}
    (step,) = job["steps"]
    assert "practicum " not in step["run"].replace("practicum diff -->", "")
    # Which proposal it is comes from GitHub: of what was downloaded, only the one text is looked at.
    assert set(re.findall(r"change/\S+", step["run"])) <= {"change/comment.md"}


def test_scripts_are_shell(tmp_path: Path) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash here")
    scripts = [step["run"] for workflow in workflows().values() for step in steps(workflow) if "run" in step]
    jobs = [job for job in yaml.safe_load(gitlab()[".gitlab-ci.yml"]).values() if isinstance(job, dict) and "script" in job]
    scripts += ["\n".join(job["script"]) for job in jobs]
    for script in scripts:
        path = tmp_path / "script.sh"
        path.write_text(script, "utf-8")
        subprocess.run([bash, "-n", str(path)], check=True)


def test_the_comment_of_a_hostile_job_is_text(tmp_path: Path) -> None:
    """The step itself, with a stand-in for `gh`: whatever the text holds, it arrives as the body of one comment."""
    if any(shutil.which(name) is None for name in ("bash", "jq", "iconv", "awk")):
        pytest.skip("bash, jq, iconv or awk is missing")
    (step,) = steps(workflows()["comment.yml"])
    stand_in = tmp_path / "gh"
    stand_in.write_text(
        "#!/bin/sh\n"
        f'echo "$@" >> {tmp_path}/calls\n'
        'case "$*" in\n'
        f'  "run download"*) mkdir -p change && cp {tmp_path}/hostile change/comment.md;;\n'
        "  *pulls*) printf '7\\taaaa\\n8\\tbbbb\\n';;\n"
        "  *--paginate*) ;;\n"
        f"  *--input*) cp body.json {tmp_path}/posted;;\n"
        "esac\n",
        "utf-8",
    )
    stand_in.chmod(0o755)
    hostile = b"<!-- practicum diff -->\n$(touch pwned) `touch pwned` \"; touch pwned; #\n\x00\xff::set-output x=y\n" + b"x" * 90_000
    (tmp_path / "hostile").write_bytes(hostile)
    work = tmp_path / "work"
    work.mkdir()
    given = {"REPOSITORY": "a/b", "RUN": "1", "PAGE": "https://example.org/1", "SHA": "bbbb", "GH_TOKEN": "t"}
    given |= {"BRANCH": "x; touch pwned", "OWNER": "$(touch pwned)", "PATH": f"{tmp_path}:/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    script = tmp_path / "step.sh"
    script.write_text(step["run"], "utf-8")
    subprocess.run(["bash", str(script)], cwd=work, check=True, env=given)
    assert not (work / "pwned").exists()
    posted = yaml.safe_load((tmp_path / "posted").read_text("utf-8"))
    assert set(posted) == {"body"}
    assert posted["body"].startswith("<!-- practicum diff -->\n$(touch pwned)")
    assert len(posted["body"]) < 61_000
    assert "issues/8/comments" in (tmp_path / "calls").read_text("utf-8")
