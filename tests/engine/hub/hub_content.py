# SPDX-License-Identifier: GPL-3.0-or-later
"""What the test hub serves: repositories made of a seed, the same on each run, and the hashes that the hub tells of them."""
import hashlib
import json
import pathlib
import random

COMMIT = "0123456789abcdef0123456789abcdef01234567"
SMALL = 700_000  # bytes of the usual "weights"


class File:
    def __init__(self, path, content, lfs):
        self.path, self.content, self.lfs = path, content, lfs
        self.sha256 = hashlib.sha256(content).hexdigest()
        self.git = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()

    @property
    def etag(self):
        return self.sha256 if self.lfs else self.git

    def entry(self):  # of the listing
        if not self.lfs:
            return {"type": "file", "oid": self.git, "size": len(self.content), "path": self.path}
        pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{self.sha256}\nsize {len(self.content)}\n".encode()
        oid = hashlib.sha1(b"blob %d\0" % len(pointer) + pointer).hexdigest()
        lfs = {"oid": self.sha256, "size": len(self.content), "pointerSize": len(pointer)}
        return {"type": "file", "oid": oid, "size": len(self.content), "lfs": lfs, "path": self.path}


class Repo:
    def __init__(self, name, files, gated=False, private=False, downloads=0, likes=0, changed="2026-01-01T00:00:00.000Z", tags=()):
        self.name, self.gated, self.private = name, gated, private
        self.files = {file.path: file for file in files}
        self.downloads, self.likes, self.changed, self.tags = downloads, likes, changed, list(tags)
        self.listed = True  # by searches

    def info(self):
        return {
            "_id": "0" * 24, "id": self.name, "modelId": self.name, "author": self.name.split("/")[0], "sha": COMMIT,
            "lastModified": self.changed, "createdAt": "2025-01-01T00:00:00.000Z", "gated": self.gated,
            "private": self.private, "disabled": False, "downloads": self.downloads, "likes": self.likes,
            "tags": self.tags, "pipeline_tag": "text-generation",
            "siblings": [{"rfilename": path} for path in self.files]}


def noise(seed, size):
    return random.Random(seed).randbytes(size)


def text(path, value):
    return File(path, value.encode(), False)


def gguf_repo(name, size=SMALL, **more):
    # Not loadable; downloads look at bytes only. All of a size have the same.
    return Repo(name, [File("tiny-Q4_K_M.gguf", noise(size, size), True), text("README.md", "# " + name + "\n")],
                tags=["gguf", "license:mit"], **more)


def beginning_of_a_model():
    """The keys of a real model are at its beginning; the rest would only take time."""
    starter = pathlib.Path(__file__).parents[3] / "resources/starter/fettle-starter-f16.gguf"
    with starter.open("rb") as file:
        repo = Repo("grace/real-GGUF", [File("real-F16.gguf", file.read(400_000), True)], tags=["gguf"])
    repo.listed = False
    return repo


def catalogue(big):
    repos = [
        beginning_of_a_model(),
        gguf_repo("alice/tiny-GGUF", downloads=500, likes=7, changed="2026-03-01T00:00:00.000Z"),
        Repo("bob/many-GGUF", [
            File("many-Q2_K.gguf", noise(1, 30_000), True), File("many-Q4_K_M.gguf", noise(2, 40_000), True),
            File("many-Q8_0-00001-of-00003.gguf", noise(3, 50_000), True),
            File("many-Q8_0-00002-of-00003.gguf", noise(4, 50_000), True),
            File("many-Q8_0-00003-of-00003.gguf", noise(5, 20_000), True),
            File("mmproj-many-f16.gguf", noise(6, 9_000), True), text("config.json", "{}\n")],
            downloads=900, likes=1, tags=["gguf", "license:apache-2.0"]),
        Repo("carol/folder", [
            text("config.json", json.dumps({"model_type": "llama"})), text("tokenizer.json", "{}"),
            File("model-00001-of-00002.safetensors", noise(7, 80_000), True),
            File("model-00002-of-00002.safetensors", noise(8, 60_000), True),
            text("model.safetensors.index.json", "{}"), File("pytorch_model.bin", noise(9, 10_000), True),
            text(".gitattributes", "*.bin lfs\n"), text("nested/a b#c.txt", "odd name\n")],
            downloads=100, likes=90, changed="2026-06-01T00:00:00.000Z", tags=["safetensors"]),
        gguf_repo("dave/gated", gated="manual", downloads=3),
        gguf_repo("dave/private", private=True),
        gguf_repo("erin/empty", size=0),
        gguf_repo("erin/large", size=big),
    ]
    return {repo.name: repo for repo in repos}
