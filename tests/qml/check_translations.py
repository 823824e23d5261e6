#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every string of qml/ and ui/ has a finished translation. Usage: check_translations.py <lupdate> <repository>."""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

lupdate, root = sys.argv[1], pathlib.Path(sys.argv[2])
bad = []
for source in sorted((root / "resources/i18n").glob("*.ts")):
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / source.name
        shutil.copy(source, copy)
        subprocess.run([lupdate, "-silent", "-I", root, root / "qml", root / "ui", "-locations", "none", "-ts", copy], check=True)
        for message in ElementTree.parse(copy).getroot().iter("message"):
            translation = message.find("translation")
            kind = translation.get("type")
            places = [text.count("%") for text in (message.findtext("source"), translation.text or "")]
            if kind == "unfinished" or (kind is None and (not translation.text or places[0] != places[1])):
                bad.append(f"{source.name}: {message.findtext('source')!r} is not translated")
print("\n".join(bad))
sys.exit(1 if bad else 0)
