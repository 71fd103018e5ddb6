"""How long pages take: eight people, each asking for one page a second, on the demonstration."""

from __future__ import annotations

import http.cookiejar
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections import defaultdict
from statistics import median
from typing import Any

from openpcn.cli.faults import Fault
from openpcn.record.home import home

USERS = ("pharmacist", "coordinator", "director", "practicemanager")  # two browsers each
PATHS = (
    "/",
    "/worklist",
    "/worklist?page=2",
    "/worklist?sort=due",
    "/measures",
    "/measures/HYP008",
    "/network",
)


class Browser:
    """One signed-in browser; asks, and keeps how long each answer took."""

    def __init__(self, address: str, username: str) -> None:
        self.address = address
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)
        self.times: dict[str, list[float]] = defaultdict(list)
        page = self._ask("/sign-in")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        if token is None:
            raise Fault("the sign-in page of the demonstration has no form: is this a demonstration?")
        form = {"csrfmiddlewaretoken": token[1], "username": username, "next": ""}
        data = urllib.parse.urlencode(form).encode()
        headers = {"Referer": f"{address}/sign-in"}
        self.opener.open(urllib.request.Request(f"{address}/sign-in/demo", data, headers), timeout=30).read()  # noqa: S310

    def _ask(self, path: str) -> str:
        with self.opener.open(self.address + path, timeout=30) as answer:
            return str(answer.read().decode())

    def people(self) -> list[str]:
        """The addresses of the people on the first page of the list."""
        return sorted(set(re.findall(r'href="(/people/[0-9a-z]{13}/)"', self._ask("/worklist"))))

    def visit(self, paths: list[str], seconds: float, after: float) -> None:
        """One page a second, whatever the last one took; people do not all press at the same instant."""
        time.sleep(after)
        began = time.perf_counter()
        turn = 0
        while (now := time.perf_counter()) - began < seconds:
            path = paths[turn % len(paths)]
            self._ask(path)
            taken = time.perf_counter() - now
            self.times[re.sub(r"/people/\w+/", "/people/.../", path)].append(taken)
            turn += 1
            time.sleep(max(0.0, began + turn - time.perf_counter()))


def run(seconds: float = 30) -> dict[str, Any]:
    """Serve the demonstration of OPENPCN_HOME and visit it. Raises Fault where there is none."""
    if not (home() / "demo.json").is_file():
        raise Fault(f"{home()} holds no demonstration. Make one first: ./openpcn demo --no-serve")
    people = json.loads((home() / "demo.json").read_text())["people"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "openpcn.cli", "demo", "--people", str(people), "--port", port]
    server = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ)
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, server)
        browsers = [Browser(address, name) for name in USERS for _ in range(2)]
        for browser in browsers:  # the first visit of each page fills the server's caches
            for path in PATHS:
                browser._ask(path)
        threads = []
        for at, browser in enumerate(browsers):
            paths = [*PATHS, *browser.people()[:3]]
            threads.append(
                threading.Thread(
                    target=browser.visit, args=(paths[at:] + paths[:at], seconds, at / len(browsers))
                )
            )
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        server.terminate()
        server.wait(timeout=30)
    return _figures(people, browsers)


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(120):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/sign-in", timeout=5):  # noqa: S310
                return
        except OSError:
            time.sleep(0.5)
    raise Fault("the site did not answer within a minute")


def _figures(people: int, browsers: list[Browser]) -> dict[str, Any]:
    by_page: dict[str, list[float]] = defaultdict(list)
    for browser in browsers:
        for path, times in browser.times.items():
            by_page[path] += times
    everything = [each for times in by_page.values() for each in times]
    return {
        "page_people": people,
        "page_requests": len(everything),
        "page_median_ms": round(median(everything) * 1000),
        "page_95th_centile_ms": _centile(everything),
        "page_95th_centile_ms_by_page": {path: _centile(times) for path, times in sorted(by_page.items())},
    }


def _centile(times: list[float]) -> int:
    return round(sorted(times)[min(len(times) - 1, int(len(times) * 0.95))] * 1000)
