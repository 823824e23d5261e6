#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A hub on this machine: the routes of huggingface.co that clients use, and a second port as its CDN.

Prints one JSON line with both addresses, then serves until its standard input ends. The repository "fault/NAME" is
alice/tiny-GGUF behind a server that misbehaves as hub_faults.py says under NAME. GET /_log tells what was asked so far,
/_reset forgets it.
"""
import argparse
import email.utils
import json
import ssl
import sys
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import hub_content
import hub_faults

TOKEN = "hf_rightTokenOfTheTests"


class State:
    def __init__(self, options):
        self.options = options
        self.repos = hub_content.catalogue(options.big)
        self.lock = threading.Lock()
        self.log = []
        self.counts = {}  # requests of a kind so far: faults that end after a while

    def count(self, *key):
        with self.lock:
            self.counts[key] = self.counts.get(key, 0) + 1
            return self.counts[key]

    def repo(self, name):
        if name.startswith("fault/") and name[6:] in hub_faults.NAMES and name not in self.repos:
            made = hub_content.gguf_repo(name)
            with self.lock:
                self.repos.setdefault(name, made)
        return self.repos.get(name)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    cdn = False
    timeout = 60

    def log_message(self, *_):
        pass

    def do_HEAD(self):
        self.serve()

    def do_GET(self):
        self.serve()

    # --- answers

    def head(self, status, headers, length=None):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def answer(self, status, body=b"", headers=None):
        self.head(status, headers or {}, len(body))
        if self.command == "GET":
            self.send(body)

    def json(self, value, headers=None, status=200):
        self.answer(status, json.dumps(value).encode(), {"Content-Type": "application/json"} | (headers or {}))

    def error(self, status, code="", message="", headers=None):
        named = {"X-Error-Code": code} if code else {}
        if message:
            named["X-Error-Message"] = message
        self.json({"error": message or code}, named | (headers or {}), status)

    def send(self, body, pace=0.0):
        step = 65536
        for at in range(0, len(body), step):
            piece = body[at:at + step]
            self.wfile.write(piece)
            self.entry["sent"] += len(piece)
            if pace:
                time.sleep(pace)

    def drop(self):  # the connection, at once
        self.wfile.flush()
        self.close_connection = True
        try:
            self.connection.shutdown(2)
        except OSError:
            pass

    # --- routes

    def serve(self):
        state = self.server.state
        url = urllib.parse.urlsplit(self.path)
        self.entry = {"method": self.command, "path": url.path, "query": url.query, "cdn": self.cdn,
                      "absolute": bool(url.netloc), "host": self.headers.get("Host", ""), "sent": 0,
                      "range": self.headers.get("Range", ""), "token": "Authorization" in self.headers,
                      "encoding": self.headers.get("Accept-Encoding", "")}
        if not url.path.startswith("/_"):
            with state.lock:
                state.log.append(self.entry)
        try:
            self.route(state, url)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def route(self, state, url):
        if url.path == "/_log":
            with state.lock:
                return self.json(state.log)
        if url.path == "/_reset":
            with state.lock:
                state.log.clear()
                state.counts.clear()
            return self.json({})
        if self.cdn:
            return self.serve_cdn(state, url)
        parts = url.path.strip("/").split("/")
        if url.path == "/api/models":
            return self.search(state, urllib.parse.parse_qs(url.query))
        unquoted = [urllib.parse.unquote(part) for part in parts]
        if parts[:2] == ["api", "models"] and len(parts) >= 4:
            return self.about(state, "/".join(unquoted[2:4]), unquoted[4:], urllib.parse.parse_qs(url.query))
        if len(parts) >= 5 and parts[2] == "resolve":
            return self.resolve(state, "/".join(unquoted[:2]), unquoted[3], "/".join(unquoted[4:]))
        return self.error(404)

    def may_read(self, repo, content):
        """Answers and returns False where the repository is closed to this client."""
        known = self.headers.get("Authorization", "")
        if known and known != "Bearer " + TOKEN:
            self.error(401, "", "Invalid credentials in Authorization header")
        elif repo is None:
            self.error(404 if known else 401, "RepoNotFound", "Repository not found")
        elif repo.private and not known:
            self.error(401, "RepoNotFound", "Repository not found")
        elif content and repo.gated and not known:
            self.error(401, "GatedRepo", "Access to model %s is restricted." % repo.name)
        elif content and repo.gated:
            self.error(403, "GatedRepo", "Access to model %s is restricted and you are not in the authorized list." % repo.name)
        else:
            return True
        return False

    def search(self, state, query):
        word, author = query.get("search", [""])[0].lower(), query.get("author", [""])[0]
        if word.startswith("fault-"):
            return hub_faults.search(self, state, word[6:])
        found = [repo for repo in state.repos.values() if word in repo.name.lower() and not repo.name.startswith("fault/")
                 and (not author or repo.name.split("/")[0] == author) and repo.listed and not repo.private
                 and all(tag in repo.tags for tag in query.get("filter", []))]
        keys = {"downloads": lambda r: r.downloads, "likes": lambda r: r.likes, "lastModified": lambda r: r.changed}
        found.sort(key=keys.get(query.get("sort", [""])[0], lambda r: 0), reverse=True)
        limit, start = int(query.get("limit", ["1000"])[0]), int(query.get("cursor", ["0"])[0])
        headers = {}
        if start + limit < len(found):
            more = {name: values for name, values in query.items()} | {"cursor": [str(start + limit)]}
            headers["Link"] = '<%s/api/models?%s>; rel="next"' % (self.server.hub, urllib.parse.urlencode(more, doseq=True))
        self.json([{k: v for k, v in repo.info().items() if k not in ("siblings", "sha")} for repo in found[start:start + limit]], headers)

    def about(self, state, name, rest, query):
        repo = state.repo(name)
        if repo and name.startswith("fault/") and hub_faults.api(self, state, repo, name[6:], rest):
            return None
        if not self.may_read(repo, False):
            return None
        if not rest or (rest[0] == "revision" and len(rest) == 2):
            if rest and rest[1] not in ("main", hub_content.COMMIT):
                return self.error(404, "RevisionNotFound", "Invalid rev id: " + rest[1])
            return self.json(repo.info())
        if rest[0] != "tree" or len(rest) < 2 or rest[1] not in ("main", hub_content.COMMIT):
            return self.error(404, "RevisionNotFound", "Invalid rev id")
        entries = [file.entry() for file in repo.files.values()]
        entries += [{"type": "directory", "oid": "0" * 40, "size": 0, "path": path.split("/")[0]}
                    for path in repo.files if "/" in path]
        step, start = 5, int(query.get("cursor", ["0"])[0])
        headers = {}
        if start + step < len(entries):
            headers["Link"] = '<%s%s?recursive=true&cursor=%d>; rel="next"' % (
                self.server.hub, urllib.parse.urlsplit(self.path).path, start + step)
        return self.json(entries[start:start + step], headers)

    def resolve(self, state, name, revision, path):
        repo = state.repo(name)
        if repo and name.startswith("fault/") and path.endswith(".gguf") and hub_faults.resolve(self, state, repo, name[6:], repo.files[path]):
            return None
        if not self.may_read(repo, True):
            return None
        if revision not in ("main", hub_content.COMMIT):
            return self.error(404, "RevisionNotFound", "Invalid rev id: " + revision)
        if path not in repo.files:
            return self.error(404, "EntryNotFound", "Entry not found", {"X-Repo-Commit": hub_content.COMMIT})
        file = repo.files[path]
        headers = {"X-Repo-Commit": hub_content.COMMIT, "Accept-Ranges": "bytes"}
        if not file.lfs:
            return self.content(file, headers | {"ETag": '"%s"' % file.etag})
        return self.redirect(self.link(name, path), headers | self.linked(file))

    def linked(self, file):
        return {"X-Repo-Commit": hub_content.COMMIT, "X-Linked-Etag": '"%s"' % file.etag, "X-Linked-Size": str(len(file.content)),
                "ETag": '"%s"' % file.etag}

    def link(self, name, path, **extra):
        sign = {"repo": name, "path": path, "X-Amz-Signature": "secret"} | extra
        return self.server.cdn_address + "/blob?" + urllib.parse.urlencode(sign)

    def redirect(self, target, headers=None, status=302):
        self.answer(status, b"Found. Redirecting", {"Location": target} | (headers or {}))

    def content(self, file, headers=None, pace=0.0):
        body, wanted = file.content, self.headers.get("Range", "")
        headers = headers or {}
        if not wanted.startswith("bytes="):
            self.head(200, headers, len(body))
            return self.send(body, pace) if self.command == "GET" else None
        first, _, last = wanted[6:].partition("-")
        first, last = int(first), min(int(last) if last else len(body) - 1, len(body) - 1)
        if first >= len(body):
            return self.answer(416, b"", {"Content-Range": "bytes */%d" % len(body)})
        self.head(206, headers | {"Content-Range": "bytes %d-%d/%d" % (first, last, len(body))}, last + 1 - first)
        return self.send(body[first:last + 1], pace) if self.command == "GET" else None

    def serve_cdn(self, state, url):
        query = {name: values[0] for name, values in urllib.parse.parse_qs(url.query).items()}
        repo = state.repo(query.get("repo", ""))
        file = repo.files.get(query.get("path", "")) if repo else None
        if file is None:
            return self.error(404)
        if repo.name.startswith("fault/") and hub_faults.cdn(self, state, repo, repo.name[6:], file, query):
            return None
        if repo.name == "erin/large":
            return self.content(file, {"ETag": '"cdn-tag"'}, state.options.pace)
        return self.content(file, {"ETag": '"cdn-tag"', "Accept-Ranges": "bytes"})


class CdnHandler(Handler):
    cdn = True


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def get_request(self):
        connection, address = super().get_request()
        connection.setsockopt(1, 7, 256 << 10)  # SOL_SOCKET, SO_SNDBUF: little is under way when a client dies
        return connection, address

    def handle_error(self, *_):  # a client that was killed is no news
        pass


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--big", type=int, default=20_000_000, help="bytes of erin/large")
    parser.add_argument("--pace", type=float, default=0.0, help="seconds of sleep per 64 KiB of erin/large")
    parser.add_argument("--certificate", help="PEM file with key and certificate: https")
    options = parser.parse_args()
    state = State(options)
    hub, cdn = Server(("127.0.0.1", 0), Handler), Server(("127.0.0.1", 0), CdnHandler)
    scheme = "http"
    if options.certificate:
        scheme = "https"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.certificate)
        for server in (hub, cdn):
            server.socket = context.wrap_socket(server.socket, server_side=True)
    for server in (hub, cdn):
        server.state = state
        server.hub = f"{scheme}://127.0.0.1:{hub.server_address[1]}"
        server.cdn_address = f"{scheme}://localhost:{cdn.server_address[1]}"  # another host: no token for it
        threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"hub": hub.hub, "cdn": hub.cdn_address, "token": TOKEN, "date": email.utils.formatdate()}), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
