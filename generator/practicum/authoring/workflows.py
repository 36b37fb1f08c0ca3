"""Ready workflows for code hosts: check, comment, preview, deploy; safe for proposals from forks.

What runs a proposal (its texts, and whatever it says has to be installed) has no secret and may write nothing. The comment is written by
another workflow, which runs nothing of the proposal: it takes the text that the first one left and posts it as text. Actions are pinned to
commits, so that nobody can put another program behind the same name.
"""

from __future__ import annotations

# Each action with the commit that its version stood for when it was looked at.
ACTIONS = {
    "actions/checkout": ("08c6903cd8c0fde910a37f88322edcfb5dd907a8", "v5.0.0"),
    "actions/setup-python": ("e797f83bcb11b83ae66e0230d6156d7c80228e7c", "v6.0.0"),
    "actions/cache": ("0057852bfaa89a56745cba8c7296529d2fc39830", "v4.3.0"),
    "actions/upload-artifact": ("ea165f8d65b6e75b540449e92b4886f43607fa02", "v4.6.2"),
    "actions/upload-pages-artifact": ("7b1f4a764d45c48632c6b24a0339c27f5614fb0b", "v4.0.0"),
    "actions/deploy-pages": ("d6db90164ac5ed86f2b6aed7e0febac5b3c0c03e", "v4.0.5"),
}
INSTALL = "python -m pip install -r requirements.txt"
INSTALLED_BY = "requirements.txt"


def github(install: str = INSTALL, installed_by: str = INSTALLED_BY) -> dict[str, str]:
    """The workflow files of a project on GitHub by path; ``install`` is the command that installs the program, from what file it says."""
    texts = {".github/workflows/curriculum.yml": _GITHUB, ".github/workflows/comment.yml": _GITHUB_COMMENT}
    return {path: _filled(text, install, installed_by) for path, text in texts.items()}


def gitlab(install: str = INSTALL, installed_by: str = INSTALLED_BY) -> dict[str, str]:
    """The same for GitLab."""
    return {".gitlab-ci.yml": _filled(_GITLAB, install, installed_by)}


def _filled(text: str, install: str, installed_by: str) -> str:
    for name, (commit, version) in ACTIONS.items():
        text = text.replace(f"uses: {name}\n", f"uses: {name}@{commit} # {version}\n")
    return text.replace("(install)", install).replace("(installed by)", installed_by)


_GITHUB = """\
# Checks every change, says what it does to people, builds the site; publishes what reaches main.
# The first job runs what a proposal brings, so it has no secret and may only read. What it leaves for the comment is posted by comment.yml.
name: curriculum
on:
  push:
    branches: [main]
  pull_request:

permissions:
  contents: read

concurrency:
  group: ${{ github.workflow }}-${{ github.ref }}
  cancel-in-progress: true

jobs:
  check:
    runs-on: ubuntu-24.04
    timeout-minutes: 30
    steps:
      - uses: actions/checkout
        with:
          persist-credentials: false
          fetch-depth: 0
      - uses: actions/setup-python
        with:
          python-version: "3.12"
      - name: Install the program
        run: (install)
      # What earlier runs worked out, and the seal without which it is not believed.
      - uses: actions/cache
        with:
          path: |
            build/.cache
            build/releases
            ~/.cache/practicum
          key: practicum-${{ hashFiles('(installed by)') }}-${{ github.sha }}
          restore-keys: practicum-${{ hashFiles('(installed by)') }}-
      # On a proposal HEAD is its merge with main, and HEAD^1 is main.
      - name: Say what the change does
        if: github.event_name == 'pull_request'
        run: |
          mkdir -p build/change
          practicum diff HEAD^1 HEAD --format md > build/change/comment.md || test -s build/change/comment.md
          practicum diff HEAD^1 HEAD --out build/change/page > build/change/log.txt || test -d build/change/page
      - name: Keep what it does, for comment.yml
        if: github.event_name == 'pull_request'
        uses: actions/upload-artifact
        with:
          name: change
          path: build/change
          retention-days: 7
      - name: Check what the change brings
        if: github.event_name == 'pull_request'
        run: practicum check --since HEAD^1 --format github
      - name: Check everything
        if: github.event_name == 'push'
        run: practicum check --format github
      # What is published has the pages of every release below releases/; a preview does without.
      - name: Build the site
        run: practicum build $RELEASES
        env:
          RELEASES: ${{ github.event_name == 'push' && '--release all' || '' }}
      # A preview is downloaded and opened; it is never served from our address, since anybody may propose anything.
      - name: Keep the site as a preview
        if: github.event_name == 'pull_request'
        uses: actions/upload-artifact
        with:
          name: preview
          path: build/site
          retention-days: 7
      - name: Keep the site for publishing
        if: github.event_name == 'push'
        uses: actions/upload-pages-artifact
        with:
          path: build/site

  deploy:
    if: github.event_name == 'push' && github.ref == 'refs/heads/main'
    needs: check
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    permissions:
      pages: write
      id-token: write
    environment:
      name: github-pages
      url: ${{ steps.deployment.outputs.page_url }}
    steps:
      - id: deployment
        uses: actions/deploy-pages
"""

_GITHUB_COMMENT = """\
# Posts what a proposal does to people as one comment, and writes it anew when the proposal changes.
# It may write comments, so it runs nothing of the proposal: nothing is checked out, installed or made a script of. The text comes from a
# job that ran the proposal: it may be anything, and is handed on as text only, cut to a length. Which proposal it belongs to is asked of
# GitHub, never of the text.
name: comment
on:
  workflow_run:
    workflows: [curriculum]
    types: [completed]

permissions: {}

concurrency:
  group: comment-${{ github.event.workflow_run.head_repository.full_name }}-${{ github.event.workflow_run.head_branch }}

jobs:
  comment:
    if: github.event.workflow_run.event == 'pull_request'
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    permissions:
      actions: read
      pull-requests: write
    steps:
      - name: Post the text
        shell: bash
        env:
          GH_TOKEN: ${{ github.token }}
          REPOSITORY: ${{ github.repository }}
          RUN: ${{ github.event.workflow_run.id }}
          PAGE: ${{ github.event.workflow_run.html_url }}
          SHA: ${{ github.event.workflow_run.head_sha }}
          BRANCH: ${{ github.event.workflow_run.head_branch }}
          OWNER: ${{ github.event.workflow_run.head_repository.owner.login }}
        run: |
          set -euo pipefail
          mark='<!-- practicum diff -->'
          if ! gh run download "$RUN" --repo "$REPOSITORY" --name change --dir change; then
            echo "the run left no text"
            exit 0
          fi
          test -f change/comment.md && test ! -L change/comment.md
          number=$(gh api --method GET "repos/$REPOSITORY/pulls" -f state=open -f head="$OWNER:$BRANCH" \\
            --jq '.[] | [.number, .head.sha] | @tsv' | awk -v sha="$SHA" '$2 == sha { print $1; exit }')
          if [ -z "$number" ]; then
            echo "no open proposal stands at $SHA"
            exit 0
          fi
          {
            printf '%s\\n' "$mark"
            head -c 60000 change/comment.md | tr -d '\\000' | iconv -c -f utf-8 -t utf-8 | grep -vF -- "$mark" || true
            printf '\\n---\\nWorked out from the texts of this proposal by [this run](%s). ' "$PAGE"
            printf 'A page with every word and a preview of the site can be downloaded there.\\n'
          } > body.md
          jq -Rs '{body: .}' body.md > body.json
          old=$(gh api --paginate "repos/$REPOSITORY/issues/$number/comments" \\
            --jq '.[] | select(.user.login == "github-actions[bot]" and (.body | startswith("<!-- practicum diff -->"))) | .id' | head -n 1)
          if [ -n "$old" ]; then
            gh api --method PATCH "repos/$REPOSITORY/issues/comments/$old" --input body.json --silent
          else
            gh api --method POST "repos/$REPOSITORY/issues/$number/comments" --input body.json --silent
          fi
"""

_GITLAB = """\
# Checks every change, says what it does to people, builds the site; publishes what reaches the default branch.
# A merge request from a fork runs in the fork, without any secret of this project. The comment needs a token: make a project access token
# with the role Reporter and the scope `api`, and save it as the masked variable PRACTICUM_COMMENT_TOKEN. The job that has it runs nothing
# of the proposal's texts.
stages: [check, comment, deploy]

workflow:
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH

check:
  stage: check
  image: python:3.12-slim-bookworm
  timeout: 30 minutes
  variables:
    GIT_DEPTH: "0"
    XDG_CACHE_HOME: $CI_PROJECT_DIR/build/.home
  cache:
    key:
      files: [(installed by)]
    paths: [build/.cache, build/releases, build/.home/practicum]
  before_script:
    - apt-get update -qq && apt-get install -y -qq --no-install-recommends git
    - (install)
  script:
    - mkdir -p build/change
    - |
      if [ -n "${CI_MERGE_REQUEST_DIFF_BASE_SHA:-}" ]; then
        practicum diff "$CI_MERGE_REQUEST_DIFF_BASE_SHA" HEAD --format md > build/change/comment.md || test -s build/change/comment.md
        practicum diff "$CI_MERGE_REQUEST_DIFF_BASE_SHA" HEAD --out build/change/page > build/change/log.txt || test -d build/change/page
        practicum check --since "$CI_MERGE_REQUEST_DIFF_BASE_SHA"
      else
        practicum check
      fi
    # What is published has the pages of every release below releases/; a preview does without.
    - practicum build $(test "$CI_COMMIT_BRANCH" != "$CI_DEFAULT_BRANCH" || echo --release all)
  artifacts:
    when: always
    expose_as: "What changes, and a preview"
    paths: [build/change/, build/site/]
    expire_in: 1 week

comment:
  stage: comment
  image: alpine:3.22
  needs:
    - job: check
      artifacts: true
  variables:
    GIT_STRATEGY: none
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event" && $CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID && $PRACTICUM_COMMENT_TOKEN
      when: always
  script:
    - apk add --no-cache -q curl jq
    - |
      test -f build/change/comment.md && test ! -L build/change/comment.md || exit 0
      head -c 60000 build/change/comment.md | tr -d '\\000' | jq -Rs '{body: .}' > body.json
      notes="$CI_API_V4_URL/projects/$CI_PROJECT_ID/merge_requests/$CI_MERGE_REQUEST_IID/notes"
      printf 'header = "PRIVATE-TOKEN: %s"\\n' "$PRACTICUM_COMMENT_TOKEN" > token
      old=$(curl -fsS -K token "$notes?per_page=100" | jq -r '[.[] | select(.body | startswith("<!-- practicum diff -->"))][0].id // empty')
      if [ -n "$old" ]; then
        curl -fsS -K token -X PUT -H 'Content-Type: application/json' --data @body.json "$notes/$old" > /dev/null
      else
        curl -fsS -K token -X POST -H 'Content-Type: application/json' --data @body.json "$notes" > /dev/null
      fi
      rm -f token

pages:
  stage: deploy
  image: alpine:3.22
  needs:
    - job: check
      artifacts: true
  variables:
    GIT_STRATEGY: none
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script:
    - mv build/site public
  artifacts:
    paths: [public]
"""
