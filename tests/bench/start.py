#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time from starting the app to its first drawn frame, which is when the composer takes keys, and to the model's
being loaded. Usage: start.py <fettle> [runs [profile]], of a profile that is there alone where one is named. Needs a display; under Xvfb: xvfb-run -s "-screen 0 1280x800x24"."""
import os
import re
import select
import statistics
import subprocess
import sys
import tempfile
import time

LIMIT = 30  # seconds


def first_frame(program, profile):
    environment = dict(os.environ, QSG_RENDER_TIMING="1", QT_LOGGING_TO_CONSOLE="1",
                       QT_LOGGING_RULES="qt.scenegraph.time.*=true")
    began = time.monotonic()
    app = subprocess.Popen([program, "--profile", profile], env=environment, stderr=subprocess.PIPE)
    said = b""
    try:
        while time.monotonic() - began < LIMIT:
            if select.select([app.stderr], [], [], 0.1)[0]:
                part = os.read(app.stderr.fileno(), 65536)
                said += part
                if re.search(rb"[Ff]rame rendered|time in renderer", said):
                    return time.monotonic() - began
                if not part:
                    break
        sys.exit(f"no frame was drawn:\n{said.decode(errors='replace')}")
    finally:
        app.kill()
        app.wait()


def main():
    program, runs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 10
    if len(sys.argv) > 3:
        times = [1000 * first_frame(program, sys.argv[3]) for _ in range(runs)]
        return print(f"{sys.argv[3]}: median {statistics.median(times):.0f} ms, {min(times):.0f} to {max(times):.0f} ms, {runs} runs")
    for name, fresh in (("first start (new profile)", True), ("later start", False)):
        with tempfile.TemporaryDirectory() as kept:
            if not fresh:
                first_frame(program, kept)
            times = []
            for _ in range(runs):
                with tempfile.TemporaryDirectory() as new:
                    times.append(1000 * first_frame(program, new if fresh else kept))
        print(f"{name}: median {statistics.median(times):.0f} ms, {min(times):.0f} to {max(times):.0f} ms, {runs} runs")


if __name__ == "__main__":
    main()
