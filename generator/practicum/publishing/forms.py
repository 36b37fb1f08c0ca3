"""The page of forms: Decap CMS with collections and fields made from our own formats. It is no page of the course site that learners read.

The program of the forms (one file of the npm package `decap-cms`) is no part of Practicum and is never fetched: who wants forms puts
it there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from practicum.authoring.form_fields import FormField
from practicum.model.release import ChangeKind

# Beside what a person answers: which opening of the form an answer belongs to, and what the entry is called in lists.
OPENED, CALLED = "opened_as", "called"
TEXT = "text"
PROGRAM = "decap-cms.js"
_TITLES = {
    "module": "Modules", "assessment": "Assessments", "programme": "Programmes", "role": "Roles", "domain": "Competencies",
    "case_study": "Case studies", "glossary": "Glossary", "references": "Sources", "people": "People", "organisations": "Organisations",
    "lesson": "Lessons",
}  # fmt: skip

_LESSON = {
    "name": TEXT, "label": "Text", "widget": "text", "required": True,
    "hint": "Markdown: a blank line between paragraphs, ## before a heading, - before a point of a list.",
}  # fmt: skip
# Hosts that Decap knows; at the first ones what is saved waits as a pull request.
ASKING = ("github", "gitlab", "bitbucket")
HOSTS = (*ASKING, "gitea", "azure", "test-repo")

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>Edit in forms</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="forms.css">
</head>
<body>
<div id="said" role="alert" hidden><p></p><button type="button">Close</button></div>
<noscript><p>The forms need JavaScript.</p></noscript>
<div id="nc-root"></div>
<script src="before.js"></script>
<script src="{program}"></script>
<script src="forms.js"></script>
</body>
</html>
"""

# Decap says why something was not saved for eight seconds only; a person who has written for an hour needs longer.
_BEFORE = """"use strict";
window.CMS_MANUAL_INIT = true;
const bar = document.getElementById("said");
bar.querySelector("button").onclick = () => { bar.hidden = true; };
const said = (text, bad) => {
  bar.querySelector("p").textContent = text;
  bar.className = bad ? "bad" : "good";
  bar.hidden = false;
};
const merged = (one, other) => Object.fromEntries([...new Set([...Object.keys(one), ...Object.keys(other)])].map((key) => [key,
  key in one && typeof one[key] === "object" ? merged(one[key], other[key] || {}) : key in other ? other[key] : one[key]]));
const plain = window.fetch;
window.fetch = async (...call) => {
  const body = call[1] && typeof call[1].body === "string" ? call[1].body : "";
  const saving = body.includes('"action":"persistEntry"');
  let answer;
  try {
    answer = await plain(...call);
  } catch (fault) {
    if (saving) said("Not saved: nobody answers. Is `practicum forms` still running? What you wrote is still here.", true);
    throw fault;
  }
  if (saving) {
    const told = await answer.clone().json().catch(() => ({}));
    said(answer.ok ? told.message : `Not saved: ${told.error || "no reason was given"}`, !answer.ok);
  }
  return answer;
};
"""
# What Decap says to editors of web sites, said to somebody who saves a file.
_WORDS: Mapping[str, Any] = {
    "ui": {
        "default": {"goBackToSite": "Go back"},
        "toast": {"onFailToPersist": "Not saved. The reason stands at the bottom of the page.", "entrySaved": "Saved"},
    },
    "editor": {
        "editorToolbar": {
            "publish": "Save", "publishing": "Checking and saving…", "published": "No changes", "publishNow": "Save now",
            "backCollection": "%{collectionLabel}", "unsavedChanges": "Not saved yet", "changesSaved": "As in your files",
        },
        "editorControlPane": {"widget": {"regexPattern": "%{fieldLabel} %{pattern}."}},
        "editor": {"confirmLoadBackup": "You wrote something here that was not saved. Take it up again?"},
        "editorWidgets": {"datetime": {"now": "Today"}},
    },
}  # fmt: skip
_STYLE = """#said { position: fixed; z-index: 100000; left: 0; right: 0; bottom: 0; display: flex; gap: 1rem; align-items: start;
  padding: .75rem 1rem; font: 16px/1.4 system-ui, sans-serif; color: #111; border-top: 4px solid; max-height: 40vh; overflow: auto; }
#said[hidden] { display: none; }
#said p { margin: 0; flex: 1; white-space: pre-wrap; overflow-wrap: anywhere; }
#said.good { background: #e8f5ec; border-color: #1b6b3a; }
#said.bad { background: #fdecea; border-color: #a4161a; }
#said button { font: inherit; padding: .4rem .8rem; min-height: 2.75rem; }
#nc-root { padding-bottom: 6rem; }
@media (max-width: 799px) {
  /* Decap draws the editor for wide screens: here nothing is wider than the screen. */
  [class*="-EditorContainer"], [class*="-ToolbarContainer"] { min-width: 0 !important; }
  [class*="-ToolbarSectionBackLink"] { padding: 0 .5rem !important; min-width: 0; }
  [class*="-ToolbarSectionMain"] { padding: 0 .25rem !important; min-width: 0; flex-wrap: wrap; }
  [class*="-ControlPaneContainer"] { padding: 0 .25rem !important; }
}
"""


_LOCAL_STYLE = """/* There is no preview, no picture and nobody to log out. */
[class*="-PreviewButtonContainer"], [class*="-SettingsWrapper"], [class*="-ToolbarSectionMeta"], [class*="-ViewControls"],
a[href="#/media"] { display: none !important; }
"""


def local_policy() -> str:
    """The content policy of forms on one's own machine: nothing from any other place, and nothing sent there."""
    return (
        "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self' data:; connect-src 'self' blob:; base-uri 'none'; form-action 'none'"
    )


def page(policy: str) -> bytes:
    """The page itself."""
    return _PAGE.format(policy=policy, program=PROGRAM).encode()


def hosted_policy() -> str:
    """The content policy of forms that lie on a site: scripts from the site alone, and a way to whoever keeps the repository."""
    return local_policy().replace("connect-src 'self'", "connect-src 'self' https:").replace("img-src 'self'", "img-src 'self' https:")


def page_files(configuration: Mapping[str, Any]) -> dict[str, bytes]:
    """What lies beside the page, by name, but for the program of the forms."""
    settings = json.dumps(configuration, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    # Text in, text out: what Decap makes of Markdown by itself would not be what somebody wrote.
    begin = (
        'CMS.registerCustomFormat("plain", "md", { fromFile: (text) => ({ text }), toFile: (data) => data.text });\n'
        'CMS.registerLocale("en", merged(CMS.getLocale("en"), words));\n'
        f"CMS.init({{ config: {settings} }});\n"
    )
    # On one's own machine there is nobody to log in as: the address is the key.
    local = configuration["backend"]["name"] == "proxy"
    login = "localStorage.setItem(\"decap-cms-user\", '{\"backendName\":\"proxy\"}');\n" if local else ""
    style = _STYLE + (_LOCAL_STYLE if local else "")
    return {
        "before.js": (_BEFORE + login + f"const words = {json.dumps(_WORDS if local else {}, ensure_ascii=False)};\n").encode(),
        "forms.css": style.encode(),
        "forms.js": f'"use strict";\n{begin}'.encode(),
    }


def hosted_configuration(
    lessons: Mapping[str, Sequence[tuple[str, str]]], backend: Mapping[str, Any], *, units: Mapping[str, str], people: Mapping[str, str]
) -> dict[str, Any]:
    """Decap's configuration for a page of the site that writes to a host of git repositories, as ``backend`` of Decap says.

    ``lessons`` are path and name of each text that is offered, by the title of its module; ``units`` and ``people`` what a change may be
    about and who made it, each by its id with what it is called. Where the host can, a save opens a pull request.
    """
    collections = [
        {
            "name": f"module{number}", "label": title, "format": "plain", "editor": {"preview": False},
            "files": [
                {"name": f"text{place}", "label": name, "file": path, "fields": [_LESSON]} for place, (path, name) in enumerate(texts)
            ],
        }
        for number, (title, texts) in enumerate(lessons.items())
    ]  # fmt: skip
    return {
        "load_config_file": False,
        "backend": dict(backend),
        "media_folder": "curriculum/media",
        "publish_mode": "editorial_workflow" if backend.get("name") in ASKING else "simple",
        "show_preview_links": False,
        "collections": [*collections, _telling(units, people)],
    }


def _telling(units: Mapping[str, str], people: Mapping[str, str]) -> dict[str, Any]:
    """A form that tells a change, in a new file each time: there is no YAML of somebody's that it could lay out anew.

    Those that are told already are not listed, so that none of them is opened and saved.
    """
    fields = [
        {"name": "format", "label": "Format", "widget": "hidden", "default": 1},
        {"name": "kind", "label": "Kind", "widget": "select", "options": list(get_args(ChangeKind)), "default": "changed"},
        {"name": "units", "label": "What changed", "widget": "select", "multiple": True, "min": 1, "options": _options(units)},
        {"name": "says", "label": "What readers are told", "widget": "text", "pattern": ["^[\\s\\S]{1,400}$", "has at most 400 characters"],
         "hint": "One sentence for those who learn and teach with it."},
        {"name": "people", "label": "Who made it", "widget": "select", "multiple": True, "required": False, "options": _options(people)},
    ]  # fmt: skip
    return {
        "name": "telling", "label": "Tell a change", "label_singular": "change", "folder": "curriculum/changes", "create": True,
        "delete": False, "format": "yaml", "extension": "yaml", "identifier_field": "says", "editor": {"preview": False},
        "slug": "{{fields.kind}}-{{year}}{{month}}{{day}}-{{hour}}{{minute}}{{second}}",
        "filter": {"field": "kind", "value": "none of these"}, "fields": fields,
    }  # fmt: skip


def _options(called: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"value": id, "label": f"{id}: {name}" if name else id} for id, name in called.items()]


def local_configuration(forms: Mapping[str, Sequence[FormField]], *, address: str) -> dict[str, Any]:
    """Decap's configuration for forms that are served and saved by `practicum forms` at ``address``.

    ``forms`` are the questions of each format. Files come and go as JSON, so no YAML is read or written in the browser.
    """
    collections = [_collection(name, [decap_field(one) for one in fields]) for name, fields in forms.items()]
    lessons = _collection("lesson", [_LESSON]) | {"view_groups": [{"label": "Module", "field": "module"}]}
    return {
        "load_config_file": False,
        "backend": {"name": "proxy", "proxy_url": address, "branch": "main"},
        "media_folder": "media",
        "publish_mode": "simple",
        "show_preview_links": False,
        "editor": {"preview": False},
        "collections": [*collections, lessons],
    }


def _collection(name: str, fields: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    hidden = [{"name": OPENED, "label": "Opened as", "widget": "hidden"}, {"name": CALLED, "label": "Name", "widget": "hidden"}]
    return {
        "name": name, "label": _TITLES[name], "folder": name, "extension": "json", "format": "json", "create": False, "delete": False,
        "slug": "{{fields.called}}", "identifier_field": CALLED, "summary": "{{called}}", "sortable_fields": [CALLED],
        "fields": [*hidden, *fields],
    }  # fmt: skip


def decap_field(field: FormField) -> dict[str, Any]:
    """One question as Decap asks it."""
    asked: dict[str, Any] = {"name": field.key, "label": field.label, "required": field.required}
    if field.hint:
        asked["hint"] = field.hint
    match field.widget:
        case "line" | "text":
            asked["widget"] = "string" if field.widget == "line" else "text"
            if field.pattern:
                asked["pattern"] = [field.pattern, "is not written as it has to be; see the hint below the field"]
            elif field.longest:
                asked["pattern"] = [rf"^[\s\S]{{0,{field.longest}}}$", f"is longer than {field.longest} characters"]
        case "number":
            asked |= {"widget": "number", "value_type": "int" if field.whole else "float", "step": 1 if field.whole else 0.25}
            asked |= {key: value for key, value in (("min", field.lowest), ("max", field.highest)) if value is not None}
        case "yes_no":
            asked |= {"widget": "boolean"}
        case "day":
            # Without a default Decap writes today into every new entry.
            asked |= {"widget": "datetime", "date_format": "YYYY-MM-DD", "time_format": False, "default": ""}
        case "choice" | "choices":
            options = [{"value": value, "label": label} for value, label in field.options]
            asked |= {"widget": "select", "options": options, "multiple": field.widget == "choices"}
        case "texts":
            asked |= {"widget": "list", "label_singular": field.item.lower(), "collapsed": False}
            asked["field"] = {"name": "line", "label": field.item, "widget": "text", "required": True}
        case "entries":
            asked |= {"widget": "list", "label_singular": field.item.lower(), "collapsed": True, "summary": _summary(field)}
            asked["fields"] = [decap_field(one) for one in field.fields]
        case "group":
            # Decap asks for what a group has to hold even where the group may be left out; `practicum check` does not.
            inner = [decap_field(one) | ({} if field.required else {"required": False}) for one in field.fields]
            asked |= {"widget": "object", "collapsed": False, "fields": inner}
    return asked


def _summary(field: FormField) -> str:
    """What a closed entry of a list shows: what it is called, and its title or first words."""
    keys = [one.key for one in field.fields]
    shown = [field.called, *(key for key in ("title", "name", "prompt", "term", "text", "level") if key in keys)]
    return " ".join(f"{{{{fields.{key}}}}}" for key in dict.fromkeys(shown) if key)
