# SPDX-License-Identifier: GPL-3.0-or-later
"""Seeds of fuzz_exchange, from the fixtures of tests/storage/exchange, into corpus/: python3 make_exchange_seeds.py"""
import pathlib

here = pathlib.Path(__file__).parent
fixtures = here.parent / "storage" / "exchange" / "fixtures"
out = here / "corpus" / "exchange"
out.mkdir(parents=True, exist_ok=True)
for path in sorted(fixtures.glob("*.json*")):
    (out / path.name.replace(".", "_")).write_bytes(b"-" + path.read_bytes())
jan = fixtures / "jan"
(out / "jan").write_bytes(b"j" + (jan / "thread.json").read_bytes() + b"\0" + (jan / "messages.jsonl").read_bytes())
own = """{"fettle":"conversation","version":1,"title":"t","created":1,"updated":2,"pinned":false,"systemPrompt":"s",
"modelPath":"","modelName":"m","draft":"d","folder":"f","leaf":1,"messages":[{"parent":-1,"role":"user",
"state":"complete","created":1,"text":"q","attachments":[{"name":"a.txt","tokens":3,"text":"x"}]},{"parent":0,
"role":"assistant","state":"stopped","created":2,"model":"m","text":{"bytes":"00ff"}}]}"""
(out / "own").write_bytes(b"-" + own.encode())
markdown = """<!-- fettle: conversation {"title":"t","created":1,"updated":2,"model":"m"} -->
# t

<!-- fettle: user {"created":1} -->
## You

Hello

<!-- fettle: assistant {"created":2,"model":"m"} -->
## m

\\<!-- fettle: x

"""
(out / "markdown").write_bytes(b"-" + markdown.encode())
