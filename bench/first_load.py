"""What a browser fetches on the first visit: the page, its styles and scripts, as they travel."""

import http.client
from html.parser import HTMLParser


class Links(HTMLParser):
    """Collects what the page loads."""

    def __init__(self) -> None:
        super().__init__()
        self.paths: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "script" and found.get("src"):
            self.paths.append(found["src"] or "")
        if tag == "link" and found.get("rel") == "stylesheet":
            self.paths.append(found["href"] or "")


def weigh(port: int, path: str, cookie: str = "") -> dict[str, int]:
    """Bytes by kind, compressed by gzip: html, css, js."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    page = _get(line, path, cookie, "")
    links = Links()
    links.feed(_get(line, path, cookie, "identity").decode())
    sizes = {"html": len(page), "css": 0, "js": 0}
    for link in links.paths:
        sizes["css" if link.endswith(".css") else "js"] += len(_get(line, link, "", ""))
    return sizes


def _get(line: http.client.HTTPConnection, path: str, cookie: str, encoding: str) -> bytes:
    line.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": encoding or "gzip"})
    answer = line.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise SystemExit(f"{path} answered {answer.status}")
    if not encoding and answer.getheader("Content-Encoding") != "gzip":
        raise SystemExit(f"{path} travels without gzip")
    return body
