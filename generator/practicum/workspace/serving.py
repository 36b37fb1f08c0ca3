"""A preview on this machine only: builds, serves, and builds again when an authored file changes."""

from __future__ import annotations

import contextlib
import functools
import http.server
import os
import threading
from collections.abc import Callable
from pathlib import Path

from practicum.workspace.course_site import build_site, read_timetable, stage_meanwhile
from practicum.workspace.machine import processors
from practicum.workspace.memories import memories_of
from practicum.workspace.project import Project, begin_check, find_project, today
from practicum.workspace.trouble import Trouble

POLL_SECONDS = 0.2
# Put into pages as they are served, never into the built site: it asks whether a newer build is there.
_RELOAD = b"""<script>(()=>{let seen=null;setInterval(async()=>{try{const b=await (await fetch("/.build",{cache:"no-store"})).text();
if(seen!==null&&b!==seen)location.reload();seen=b}catch(e){}},900)})()</script></body>"""


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the built site; pages get the reloading script and go without their content policy, which forbids it."""

    serving: Serving

    def handle(self) -> None:
        """Answer; a reader who left before the answer was whole is no fault."""
        with contextlib.suppress(ConnectionError):
            super().handle()

    def do_GET(self) -> None:
        if self.path == "/.build":
            self._send(str(self.serving.builds).encode(), "text/plain")
            return
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path = path / "index.html"
        if path.suffix == ".html" and path.is_file():
            page = path.read_bytes().replace(b"</body>", _RELOAD, 1).replace(b"Content-Security-Policy", b"x-left-out-while-previewing", 1)
            self._send(page, "text/html; charset=utf-8")
            return
        super().do_GET()

    def _send(self, data: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: a line a request would bury the faults."""


def looked_at(*folders: Path) -> dict[str, tuple[int, int]]:
    """Time and size of every file below some folders."""
    found: dict[str, tuple[int, int]] = {}
    waiting = [str(folder) for folder in folders]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    elif entry.is_file():
                        status = entry.stat()
                        found[entry.path] = (status.st_mtime_ns, status.st_size)
        except OSError:
            continue  # taken away while we looked; the next look sees it
    return found


class Serving:
    """A running preview; ``say`` prints a line for the person who writes; ``sessions`` is a table of sessions to show."""

    def __init__(self, where: Path | None, port: int, say: Callable[[str], None], sessions: Path | None = None) -> None:
        self.project: Project = find_project(where)
        self.port, self.say, self.sessions = port, say, sessions
        self.builds = 0
        # What one build works out the next one finds in memory; at the end of each it is also kept for later runs.
        self.memories = memories_of(self.project.output)
        self.stop = threading.Event()

    def run(self, *, once: bool = False) -> None:
        """Serve until interrupted."""
        self.build()
        folder = self.project.output / "site"
        if not folder.is_dir():
            raise Trouble("there is no site to show yet", "mend the faults above, then run `practicum serve` again", code=1)
        handler = functools.partial(_Handler, directory=str(folder))
        _Handler.serving = self
        try:
            server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), handler)
        except OSError as error:
            raise Trouble(
                f"port {self.port} cannot be used: {error.strerror}", "choose another with `--port`, or `--port 0` for any that is free"
            ) from error
        self.port = server.server_address[1]
        self.say(f"showing the site at http://127.0.0.1:{self.port}/ (Ctrl-C stops)")
        try:
            if once:
                # The answer is waited for when the server closes.
                server.daemon_threads = False
                server.handle_request()
            else:
                # The first thread builds: it is the one that may start other processes.
                threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True).start()
                self.watch()
        except KeyboardInterrupt:
            self.say("stopped")
        finally:
            self.stop.set()
            server.server_close()

    def watch(self) -> None:
        """Build again whenever a file's time or size differs from the last look."""
        seen = self.look()
        while not self.stop.wait(POLL_SECONDS):
            now = self.look()
            if now != seen:
                seen = now
                self.build()

    def look(self) -> dict[str, tuple[int, int]]:
        """Time and size of every file the site is made from."""
        found: dict[str, tuple[int, int]] = {}
        if self.sessions is not None:
            with contextlib.suppress(OSError):
                table = self.sessions.stat()
                found[str(self.sessions)] = (table.st_mtime_ns, table.st_size)
        return found | looked_at(self.project.root / "curriculum", self.project.root / "competencies", self.project.site)

    def build(self) -> None:
        """Check and build once; faults are shown and the last good site stays."""
        from practicum.diagnostics import text

        try:
            checking = begin_check(self.project.disk, day=today(), memories=self.memories, processes=processors())
            staged = stage_meanwhile(self.project, checking, self.memories) if checking.sound and self.sessions is None else None
            checked = checking.checked()
            faults = [fault for fault in checked.diagnostics if fault.severity == "error"]
            table = read_timetable(self.sessions, checked) if self.sessions is not None and not faults else None
            for fault in table.diagnostics[:20] if table else ():
                self.say(text.render(fault, lambda _path, number: table.line(number) if table else None) + "\n")
            if table is not None and table.diagnostics:
                self.say("the table of sessions has faults; the last good site stays")
                return
            if not faults:
                sessions = table.sessions if table else ()
                site = build_site(
                    self.project, checked, sessions=sessions, staged=staged() if staged else None, memories=self.memories
                )
                faults = [fault for fault in site.diagnostics if fault.severity == "error"]
        except Trouble as trouble:
            self.say(f"error: {trouble.message}")
            return
        for fault in faults[:20]:
            self.say(text.render(fault, self.project.disk.line) + "\n")
        if faults:
            self.say(f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'}; the last good site stays")
        else:
            self.builds += 1
            self.say(f"built ({checked.files} files)" + (f"; {table.said}" if table and table.said else ""))
        self.memories.save()
