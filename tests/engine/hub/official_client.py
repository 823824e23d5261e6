#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The official client, huggingface_hub, against the test hub and the same cache as fettle-cli: official_client.py FETTLE_CLI

It shows that the server speaks as the hub does, that the official client reads the cache that fettle-cli writes, and
the other way round. Prints SKIPPED where huggingface_hub is not installed (HUB_PYTHON names another Python that has it).
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent


def main(cli):
    other = os.environ.get("HUB_PYTHON")
    if other and pathlib.Path(other) != pathlib.Path(sys.executable):
        return subprocess.call([other, __file__, cli], env={k: v for k, v in os.environ.items() if k != "HUB_PYTHON"})
    home = tempfile.TemporaryDirectory()
    server = subprocess.Popen([sys.executable, str(HERE / "hub_server.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    hub = json.loads(server.stdout.readline())
    for name in [name for name in os.environ if name.startswith(("HF_", "HUGGING"))]:
        del os.environ[name]
    os.environ |= {"HF_ENDPOINT": hub["hub"], "HF_HOME": home.name, "HF_HUB_DISABLE_XET": "1", "HF_HUB_DISABLE_TELEMETRY": "1",
                   "HF_HUB_DISABLE_PROGRESS_BARS": "1", "NO_PROXY": "localhost,127.0.0.1"}
    try:
        import huggingface_hub
    except ImportError:
        print("SKIPPED: huggingface_hub is not installed")
        return 0
    try:
        compare(cli, huggingface_hub, hub)
    finally:
        server.stdin.close()
        server.wait()
        home.cleanup()
    print("huggingface_hub", huggingface_hub.__version__, "and fettle-cli agree")
    return 0


def ours(cli, *arguments, **environment):
    return subprocess.run([cli, *arguments], env=os.environ | environment, check=True, capture_output=True, text=True).stdout


def compare(cli, library, hub):
    api = library.HfApi(token=False)
    # The server is faithful: the client understands each of its routes.
    assert [model.id for model in api.list_models(search="tiny")] == ["alice/tiny-GGUF"]
    found = [model.id for model in api.list_models(sort="likes", limit=2)]
    assert found == ["carol/folder", "alice/tiny-GGUF"], found
    assert len(list(api.list_models(limit=6))) == 6
    assert {file.path for file in api.list_repo_tree("bob/many-GGUF", recursive=True)} >= {"config.json", "many-Q4_K_M.gguf"}
    info = api.model_info("dave/gated")
    assert info.gated == "manual" and not info.private
    expect(library.errors.GatedRepoError, lambda: library.hf_hub_download("dave/gated", "tiny-Q4_K_M.gguf", token=False))
    expect(library.errors.RepositoryNotFoundError, lambda: api.model_info("nobody/nothing"))
    expect(library.errors.RevisionNotFoundError, lambda: api.model_info("alice/tiny-GGUF", revision="nope"))
    expect(library.errors.EntryNotFoundError, lambda: library.hf_hub_download("alice/tiny-GGUF", "nope.gguf", token=False))
    assert api.model_info("dave/private", token=hub["token"]).private

    # What fettle-cli has fetched, the client finds without the network, and calls its cache sound.
    path = ours(cli, "pull", "alice/tiny-GGUF").strip()
    assert library.try_to_load_from_cache("alice/tiny-GGUF", "tiny-Q4_K_M.gguf") == path
    assert library.hf_hub_download("alice/tiny-GGUF", "tiny-Q4_K_M.gguf", local_files_only=True) == path
    folder = ours(cli, "pull", "carol/folder").strip()
    assert library.snapshot_download("carol/folder", local_files_only=True) == folder
    cache = library.scan_cache_dir()
    assert not cache.warnings, cache.warnings
    assert {repo.repo_id for repo in cache.repos} == {"alice/tiny-GGUF", "carol/folder"}
    assert all(revision.refs == frozenset({"main"}) for repo in cache.repos for revision in repo.revisions)
    before = os.stat(os.path.realpath(path)).st_mtime_ns
    assert library.hf_hub_download("alice/tiny-GGUF", "tiny-Q4_K_M.gguf", token=False) == path
    assert os.stat(os.path.realpath(path)).st_mtime_ns == before, "the client fetched it again"

    # And the other way round: what the client has fetched, fettle-cli uses and lists.
    theirs = library.snapshot_download("bob/many-GGUF", token=False)
    entry = theirs + "/many-Q8_0-00001-of-00003.gguf"
    assert ours(cli, "pull", "bob/many-GGUF:Q8_0", HF_HUB_OFFLINE="1").strip() == entry
    before = os.stat(os.path.realpath(entry)).st_mtime_ns
    assert ours(cli, "pull", "bob/many-GGUF:Q8_0").strip() == entry
    assert os.stat(os.path.realpath(entry)).st_mtime_ns == before, "fettle-cli fetched it again"
    listed = {(model["name"], model["quantization"]) for model in json.loads(ours(cli, "models", "--json")) if model["source"] == "Hugging Face"}
    assert {("bob/many-GGUF", "Q2_K"), ("bob/many-GGUF", "Q4_K_M"), ("bob/many-GGUF", "Q8_0"), ("alice/tiny-GGUF", "Q4_K_M"), ("carol/folder", "")} == listed, listed
    assert not library.scan_cache_dir().warnings


def expect(kind, call):
    try:
        call()
    except kind:
        return
    raise AssertionError(kind.__name__ + " was expected")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
