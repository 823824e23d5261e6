# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways in which a hub misbehaves, by name. Each function may answer a request in place of the server (True) or not.

A fault's first word says where it sits: api-, hub- (the resolve route), cdn-. Those that end say so: "-once" misbehaves
for the first request only, "-twice" for two.
"""
import email.utils
import gzip
import json
import time

import hub_content

NAMES = {
    # the listing
    "api-truncated-json", "api-deep-json", "api-not-json", "api-list-for-object", "api-duplicate-key", "api-no-commit",
    "api-path-escapes", "api-absolute-path", "api-no-checksum", "api-endless-pages", "api-huge-answer", "api-500-always",
    "api-503-once", "api-429-once", "api-redirect-http-file", "api-rename-redirect", "api-disabled", "api-link-elsewhere",
    # the resolve route
    "hub-404", "hub-403", "hub-401-gated", "hub-429-twice", "hub-429-date-once", "hub-429-ratelimit-once", "hub-429-hour",
    "hub-500-twice", "hub-502-always", "hub-503-retry-after-once", "hub-redirect-loop", "hub-redirect-chain",
    "hub-redirect-http-private", "hub-redirect-metadata", "hub-redirect-file", "hub-redirect-user", "hub-redirect-nowhere",
    "hub-other-content", "hub-direct", "hub-direct-no-range", "hub-drop-once", "hub-garbage", "hub-451", "hub-418",
    # the content
    "cdn-403-expired-once", "cdn-403-always", "cdn-404-once", "cdn-500-once", "cdn-416-once", "cdn-ignores-range",
    "cdn-wrong-range", "cdn-wrong-range-once", "cdn-wrong-total", "cdn-no-content-range", "cdn-short-once", "cdn-short-always",
    "cdn-long", "cdn-long-undeclared", "cdn-reset-every-64k", "cdn-flipped-once", "cdn-flipped-always", "cdn-flipped-tail-once",
    "cdn-changes-midway", "cdn-gzip", "cdn-chunked", "cdn-html-200", "cdn-empty-200", "cdn-stall-once", "cdn-slow-head-once",
    "cdn-many-headers", "cdn-endless-header", "cdn-http10", "cdn-double-length", "cdn-multipart",
}


def api(server, state, repo, fault, rest):
    tree = bool(rest) and rest[0] == "tree"
    info = repo.info()
    if fault == "api-truncated-json":
        server.answer(200, json.dumps(info).encode()[:100])
    elif fault == "api-deep-json":
        server.answer(200, b"[" * 100_000)
    elif fault == "api-not-json":
        server.answer(200, b"<!doctype html><title>Log in to the network</title>")
    elif fault == "api-list-for-object":
        server.json([info])
    elif fault == "api-duplicate-key":
        server.answer(200, b'{"id": "a/b", "id": "c/d"}')
    elif fault == "api-no-commit":
        server.json(info | {"sha": "main"})
    elif fault == "api-disabled":
        server.json(info | {"disabled": True})
    elif fault == "api-500-always":
        server.error(500)
    elif fault == "api-503-once" and state.count(fault) == 1:
        server.error(503)
    elif fault == "api-429-once" and state.count(fault) == 1:
        server.error(429, headers={"Retry-After": "0"})
    elif fault == "api-huge-answer":
        server.head(200, {}, 200 << 20)
        server.send(b" " * (200 << 20))
    elif fault == "api-redirect-http-file":
        server.redirect("file:///etc/passwd")
    elif fault == "api-rename-redirect" and not rest:
        server.redirect("/api/models/alice/tiny-GGUF", status=307)
    elif tree and fault == "api-rename-redirect":
        server.redirect("/api/models/alice/tiny-GGUF/tree/main?recursive=true", status=307)
    elif tree and fault in ("api-path-escapes", "api-absolute-path"):
        path = "../../../escaped.gguf" if fault == "api-path-escapes" else "/escaped.gguf"
        server.json([{"type": "file", "oid": "0" * 40, "size": 3, "path": path}])
    elif tree and fault == "api-no-checksum":
        server.json([{"type": "file", "oid": "?", "size": 3, "path": "a.gguf"}])
    elif tree and fault == "api-endless-pages":
        here = "%s/api/models/%s/tree/main?cursor=x" % (server.server.hub, repo.name)
        server.json([], {"Link": '<%s>; rel="next"' % here})
    elif tree and fault == "api-link-elsewhere":
        entries = [file.entry() for file in repo.files.values()]
        server.json(entries, {"Link": '<%s/steal>; rel="next"' % server.server.cdn_address})
    else:
        return False
    return True


def search(server, state, fault):
    server.answer(200, b'{"error": "not a list"}' if fault == "object" else b"[{}, {\"id\": \"../x\"}, 3, {\"id\": \"good/one\"}]")


def resolve(server, state, repo, fault, file):
    linked = server.linked(file)
    if fault in ("hub-404", "hub-403", "hub-451", "hub-418"):
        server.error(int(fault[4:]))
    elif fault == "hub-401-gated":
        server.error(401, "GatedRepo", "Access to model is restricted.")
    elif fault == "hub-429-twice" and state.count(fault) <= 2:
        server.error(429, headers={"Retry-After": "0"})
    elif fault == "hub-429-date-once" and state.count(fault) == 1:
        server.error(429, headers={"Retry-After": email.utils.formatdate(time.time() - 5, usegmt=True)})
    elif fault == "hub-429-ratelimit-once" and state.count(fault) == 1:
        server.error(429, headers={"RateLimit": '"resolvers";r=0;t=0'})
    elif fault == "hub-429-hour":
        server.error(429, headers={"Retry-After": "3600"})
    elif fault == "hub-500-twice" and state.count(fault) <= 2:
        server.error(500)
    elif fault == "hub-502-always":
        server.error(502)
    elif fault == "hub-503-retry-after-once" and state.count(fault) == 1:
        server.error(503, headers={"Retry-After": "0"})
    elif fault == "hub-redirect-loop":
        server.redirect(server.path)
    elif fault == "hub-redirect-chain" and state.count(fault) <= 5:
        server.redirect(server.path + "?hop", linked)
    elif fault == "hub-redirect-http-private":
        server.redirect("http://10.1.2.3/blob", linked)
    elif fault == "hub-redirect-metadata":
        server.redirect("https://169.254.169.254/latest/meta-data/", linked)
    elif fault == "hub-redirect-file":
        server.redirect("file:///etc/hostname", linked)
    elif fault == "hub-redirect-user":
        server.redirect("https://somebody:secret@cdn.invalid/blob", linked)
    elif fault == "hub-redirect-nowhere":
        server.answer(302, b"", linked)
    elif fault == "hub-other-content":
        server.redirect(server.link(repo.name, file.path), linked | {"X-Linked-Etag": '"%s"' % ("f" * 64)})
    elif fault == "hub-direct":
        server.content(file, {"ETag": '"%s"' % file.etag})
    elif fault == "hub-direct-no-range":
        server.answer(200, file.content, {"ETag": '"%s"' % file.etag})
    elif fault == "hub-drop-once" and state.count(fault) == 1:
        server.drop()
    elif fault == "hub-garbage":
        server.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")
        server.drop()
    else:
        return False
    return True


def whole(server, file, content, declared=None):
    """An answer of other bytes under the right ranges."""
    wanted = server.headers.get("Range", "bytes=0-")
    first = int(wanted[6:].split("-")[0])
    body = content[first:]
    headers = {"Content-Range": "bytes %d-%d/%d" % (first, len(file.content) - 1, len(file.content))} if "Range" in server.headers else {}
    server.head(206 if headers else 200, headers, declared if declared is not None else len(body))
    server.send(body)


def flipped(content, at):
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1:]


def cdn(server, state, repo, fault, file, query):
    size = len(file.content)
    half = size // 2
    ranged = "Range" in server.headers
    first = int(server.headers.get("Range", "bytes=0-")[6:].split("-")[0])
    if fault == "cdn-403-expired-once" and state.count(fault) == 1:
        server.answer(403, b"<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>")
    elif fault == "cdn-403-always":
        server.answer(403, b"<Error/>")
    elif fault == "cdn-404-once" and state.count(fault) == 1:
        server.error(404)
    elif fault == "cdn-500-once" and state.count(fault) == 1:
        server.error(500)
    elif fault == "cdn-416-once" and state.count(fault) == 1:
        server.answer(416, b"", {"Content-Range": "bytes */%d" % size})
    elif fault == "cdn-ignores-range":
        if state.count(fault) == 1:
            server.head(200, {}, size)
            server.send(file.content[:half])
            server.drop()
        else:
            server.answer(200, file.content)
    elif fault == "cdn-wrong-range" or (fault == "cdn-wrong-range-once" and state.count(fault) == 1):
        server.answer(206, file.content[100:], {"Content-Range": "bytes 100-%d/%d" % (size - 1, size)})
    elif fault == "cdn-wrong-total":
        server.answer(206, file.content[first:], {"Content-Range": "bytes %d-%d/%d" % (first, size - 1, size + 1)})
    elif fault == "cdn-no-content-range":
        server.answer(206, file.content[first:])
    elif fault == "cdn-short-always" or (fault == "cdn-short-once" and state.count(fault) == 1):
        body = file.content[first:first + 1000] if fault == "cdn-short-once" else b""
        server.head(206 if ranged else 200, {"Content-Range": "bytes %d-%d/%d" % (first, size - 1, size)} if ranged else {}, size - first)
        server.send(body)
        server.drop()
    elif fault == "cdn-long":
        server.answer(200, file.content + b"tail")
    elif fault == "cdn-long-undeclared":
        server.head(200, {"Connection": "close"})
        server.send(file.content + b"tail")
        server.drop()
    elif fault == "cdn-reset-every-64k":
        headers = {"Content-Range": "bytes %d-%d/%d" % (first, size - 1, size)} if ranged else {}
        server.head(206 if ranged else 200, headers, size - first)
        server.send(file.content[first:first + 65536])
        server.drop()
    elif fault == "cdn-flipped-always" or (fault == "cdn-flipped-once" and state.count(fault) == 1):
        whole(server, file, flipped(file.content, 1000))
    elif fault == "cdn-flipped-tail-once" and state.count(fault) == 1:
        whole(server, file, flipped(file.content, size - 1))
    elif fault == "cdn-changes-midway" and state.count(fault) <= 2:
        if state.count(fault + " part") == 1:
            server.head(200, {"ETag": '"old"'}, size)
            server.send(hub_content.noise("other", half))
            server.drop()
        else:
            whole(server, file, file.content)
    elif fault == "cdn-gzip":
        packed = gzip.compress(file.content)
        server.answer(200, packed, {"Content-Encoding": "gzip"})
    elif fault == "cdn-chunked":
        server.head(200, {"Transfer-Encoding": "chunked"})
        for at in range(0, size, 10_000):
            piece = file.content[at:at + 10_000]
            server.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        server.wfile.write(b"0\r\n\r\n")
    elif fault == "cdn-html-200":
        server.answer(200, b"<html>Please log in to the network</html>", {"Content-Type": "text/html"})
    elif fault == "cdn-empty-200":
        server.answer(200, b"")
    elif fault == "cdn-stall-once" and state.count(fault) == 1:
        server.head(200, {}, size)
        server.send(file.content[:half])
        server.wfile.flush()
        server.connection.settimeout(30)
        server.connection.recv(1)  # until the client gives up
        server.drop()
    elif fault == "cdn-slow-head-once" and state.count(fault) == 1:
        server.connection.settimeout(30)
        server.connection.recv(1)
        server.drop()
    elif fault == "cdn-many-headers":
        server.content(file, {"X-%d" % i: "v" * 50 for i in range(1000)})
    elif fault == "cdn-endless-header":
        server.wfile.write(b"HTTP/1.1 200 OK\r\nX: " + b"y" * (4 << 20) + b"\r\n\r\n")
        server.drop()
    elif fault == "cdn-http10":
        server.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n" + file.content)
        server.drop()
    elif fault == "cdn-double-length":
        server.head(200, {"Content-Length": "5"}, size)
        server.send(file.content)
        server.drop()
    elif fault == "cdn-multipart":
        server.answer(206, b"--x\r\n\r\n" + file.content + b"\r\n--x--", {"Content-Type": "multipart/byteranges; boundary=x"})
    else:
        return False
    return True
