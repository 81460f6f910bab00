"""Compares scores of nimrank with those of the libraries, using the servers of this folder.

    compare.py NIMRANK FOLDER

FOLDER holds the virtual environments `model` and `proxy`, and receives the tiny model and the logs of the servers.
Prints a line for each comparison; exits with 1 if any of them differs.
"""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from scoring import Scoring
from tiny_model import make

HERE = Path(__file__).parent
NIMRANK, FOLDER = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
MODEL = "e2e/tiny-cross-encoder"
KEY = "sk-e2e-not-a-secret"
QUERY = "How do I feed a sourdough starter?"
PATIENCE = 180


def documents() -> list[str]:
    """Ordinary texts, and some that are easily damaged in transfer."""
    handbook = (HERE.parent / "data" / "handbook.jsonl").read_text(encoding="utf-8")
    texts = [json.loads(line)["text"] for line in handbook.splitlines()]
    odd = [
        'He said "no\\yes",\tthen left.\nThe next line.',
        "日本語の文書、中文, ñandú, café",
        "A flag 🇯🇵, a family 👩‍👩‍👧, an accent e\u0301",
        "a" * 3000,
        texts[0],
        "\u2028 and \u00a0 are white space to some",
        "<html>&amp;</html>",
    ]
    return texts + odd


TEXTS = documents()


def clean() -> dict:
    """An environment without variables that could change results."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        "INFINITY_ANONYMOUS_USAGE_STATS": "0",
        "DO_NOT_TRACK": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "OMP_NUM_THREADS": "1",
    }


class Server:
    """A server on a free loopback port, ready when it responds to `path`."""

    def __init__(self, name: str, command: list[str], path: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.log = FOLDER / f"{name}.log"
        command = [word.replace("PORT", str(port)) for word in command]
        with self.log.open("wb") as log:
            self.child = subprocess.Popen(
                command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=clean(), cwd=FOLDER
            )
        end = time.monotonic() + PATIENCE
        while not self.answers(path):
            if self.child.poll() is not None or time.monotonic() > end:
                self.stop()
                sys.exit(f"{name} does not come up; its log:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.2)

    def answers(self, path: str) -> bool:
        try:
            with urllib.request.urlopen(self.url + path, timeout=5):
                return True
        except urllib.error.HTTPError as error:
            return error.code < 500
        except OSError:
            return False

    def stop(self) -> None:
        self.child.terminate()
        try:
            self.child.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()


class Differ(Exception):
    """Two results differ."""


def nimrank(*options: str, code: int = 0, key: str | None = None) -> str:
    """Runs nimrank, which must exit with this code, and returns its output."""
    env = clean() | ({"NIMRANK_API_KEY": key} if key else {})
    run = subprocess.run([NIMRANK, *options], capture_output=True, env=env, check=False, timeout=PATIENCE)
    if run.returncode != code:
        raise Differ(f"nimrank {' '.join(options)}\ncode {run.returncode}, not {code}\n{run.stderr.decode()}")
    return run.stdout.decode()


def ranked(*options: str, key: str | None = None) -> list[tuple[int, float]]:
    """Returns the ranking of nimrank: index and score, best first."""
    lines = FOLDER / "documents.jsonl"
    lines.write_text("".join(json.dumps({"text": text}) + "\n" for text in TEXTS), encoding="utf-8")
    printed = json.loads(nimrank("-q", QUERY, "--docs", str(lines), "-f", "json", *options, key=key))
    return [(result["index"], result["relevance_score"]) for result in printed["results"]]


def in_order(scores: list[float]) -> list[tuple[int, float]]:
    """Returns scores as a ranking: best first, ties in input order."""
    return sorted(enumerate(scores), key=lambda pair: (-pair[1], pair[0]))


def same(ours: list, theirs: list) -> str:
    """Compares every index and every bit of every score."""
    if ours != theirs:
        at = next((at for at, pair in enumerate(zip(ours, theirs)) if pair[0] != pair[1]), min(len(ours), len(theirs)))
        raise Differ(f"at rank {at + 1}: ours {ours[at:at + 1]}, theirs {theirs[at:at + 1]}")
    return f"{len(ours)} equal"


def close(ours: list, theirs: list, most: float) -> str:
    """Compares scores of other code within a tolerance, and the order of scores that are further apart."""
    mine, yours = dict(ours), dict(theirs)
    worst = max(abs(mine[index] - yours[index]) for index in yours)
    if mine.keys() != yours.keys() or worst > most:
        raise Differ(f"scores differ by {worst:.2e}")
    swapped = sum(1 for a, b in zip(ours, ours[1:]) if yours[a[0]] < yours[b[0]] - 2 * most)
    if swapped:
        raise Differ(f"{swapped} neighbors are in another order")
    return f"{len(ours)} equal" if worst == 0 else f"{len(ours)} in order, scores within {worst:.0e}"


class Table:
    """The comparisons so far."""

    def __init__(self) -> None:
        self.failed = 0

    def row(self, what: str, compare) -> None:
        try:
            said = compare()
        except Differ as difference:
            self.failed += 1
            said = f"DIFFERENT: {difference}"
        print(f"{what:<62} {said}", flush=True)


def by_hand(url: str, path: str, body: dict, list_name: str, score: str) -> list[tuple[int, float]]:
    """Returns the response of a service."""
    request = urllib.request.Request(
        url + path, json.dumps(body).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        items = json.load(answer)[list_name]
    scores = {item["index"]: item[score] for item in items}
    return in_order([scores[index] for index in range(len(TEXTS))])


def litellm(nim: str) -> list[tuple[int, float]]:
    """Returns the scores of the LiteLLM library for the same model and texts, without the proxy."""
    script = (
        "import json, sys, litellm\n"
        "given = json.load(sys.stdin)\n"
        "answer = litellm.rerank(**given)\n"
        "print(json.dumps([(r['index'], r['relevance_score']) for r in answer.results]))\n"
    )
    given = {
        "model": f"nvidia_nim/ranking/{MODEL}",
        "api_base": nim,
        "api_key": "none-needed",
        "query": QUERY,
        "documents": TEXTS,
    }
    run = subprocess.run(
        [FOLDER / "proxy/bin/python", "-c", script],
        input=json.dumps(given).encode(), capture_output=True, env=clean(), check=False, timeout=PATIENCE,
    )
    if run.returncode != 0:
        raise Differ(f"litellm failed: {run.stderr.decode()[-2000:]}")
    pairs = json.loads(run.stdout.splitlines()[-1])
    scores = {index: score for index, score in pairs}
    return in_order([scores[index] for index in range(len(TEXTS))])


def examined(server: Server, code: int, *options: str, key: str | None = None) -> str:
    """The command that doctor suggests must work as printed."""
    found = json.loads(nimrank("doctor", "-f", "json", "--base-url", server.url, *options, code=code, key=key))
    command = found["command"]
    if not command:
        raise Differ(f"no command: {found}")
    env = clean() | ({"NIMRANK_API_KEY": key} if key else {})
    env["PATH"] = f"{NIMRANK.parent}{os.pathsep}{env['PATH']}"
    run = subprocess.run(["sh", "-c", command], capture_output=True, env=env, check=False, timeout=PATIENCE)
    if run.returncode != 0 or run.stdout.count(b"\n") != 1:
        raise Differ(f"{command}\ncode {run.returncode}\n{run.stderr.decode()}")
    return f"code {code}; works: {command.split(' -q ')[0].replace(server.url, 'URL')}"


def against_library(table: Table, server: Server, scoring: Scoring) -> None:
    """The CrossEncoder behind the three APIs, in one request and in batches."""
    raw = in_order(scoring(QUERY, TEXTS, raw=True))
    table.row("nim: CrossEncoder.predict", lambda: same(
        ranked("--base-url", server.url, "--batch-size", "512"), raw))
    batches = [TEXTS[at:at + 16] for at in range(0, len(TEXTS), 16)]
    parts = [score for batch in batches for score in scoring(QUERY, batch, raw=True)]
    table.row("nim, 16 a request: the same, 16 a call", lambda: same(
        ranked("--base-url", server.url, "--batch-size", "16", "-j", "4"), in_order(parts)))
    table.row("nim, best 7: the same", lambda: same(
        ranked("--base-url", server.url, "--batch-size", "512", "-n", "7"), raw[:7]))
    scaled = in_order(scoring(QUERY, TEXTS, raw=False))
    table.row("cohere: CrossEncoder.predict, 0 to 1", lambda: same(
        ranked("--base-url", server.url, "--api", "cohere", "-m", MODEL, "--batch-size", "512"), scaled))
    table.row("tei: CrossEncoder.predict", lambda: same(
        ranked("--base-url", server.url, "--api", "tei", "--batch-size", "512"), raw))
    table.row("nim: doctor finds all well", lambda: examined(server, 0))


def against_infinity(table: Table, server: Server, scoring: Scoring) -> None:
    """Infinity runs the model with its own code."""
    body = {"model": "tiny", "query": QUERY, "documents": TEXTS}
    ours = ("--base-url", f"{server.url}/rerank", "--batch-size", "512")
    table.row("infinity: its own answer to the same request", lambda: close(
        ranked(*ours), by_hand(server.url, "/rerank", body, "results", "relevance_score"), 2e-5))
    table.row("infinity: CrossEncoder.predict, 0 to 1", lambda: close(
        ranked(*ours), in_order(scoring(QUERY, TEXTS, raw=False)), 1e-4))
    table.row("infinity: its list of models", lambda: same(
        [line.split("\t")[0] for line in nimrank("models", "--base-url", f"{server.url}/rerank").splitlines()],
        ["tiny"]))
    table.row("infinity: doctor finds what it speaks", lambda: examined(server, 2))


def against_proxy(table: Table, proxy: Server, nim: Server, scoring: Scoring) -> None:
    """The LiteLLM proxy: the cohere API in, the API of a NIM out."""
    library = litellm(nim.url)
    direct = in_order(scoring(QUERY, TEXTS, raw=True))
    table.row("litellm, the library: CrossEncoder.predict", lambda: same(library, direct))
    for path in ("/v1/rerank", "/rerank", "/v2/rerank"):
        options = ("--base-url", proxy.url + path, "-m", "tiny", "--batch-size", "512")
        table.row(f"litellm proxy {path}: litellm, the library", lambda options=options: same(
            ranked(*options, key=KEY), library))
    table.row("litellm proxy, --api cohere: the NIM behind it", lambda: same(
        ranked("--base-url", proxy.url, "--api", "cohere", "-m", "tiny", "--batch-size", "512", key=KEY),
        ranked("--base-url", nim.url, "--batch-size", "512")))
    table.row("litellm proxy: its list of models", lambda: same(
        [line.split("\t")[0] for line in nimrank("models", "--base-url", proxy.url, key=KEY).splitlines()],
        ["tiny"]))
    table.row("litellm proxy: doctor finds what it speaks", lambda: examined(proxy, 2, key=KEY))
    one = ("-q", "x", "--doc", "y", "--retries", "0", "--base-url", f"{proxy.url}/v1/rerank")
    table.row("litellm proxy: code 2 for a wrong key", lambda: nimrank(
        *one, "-m", "tiny", code=2, key="sk-e2e-wrong") or "2")
    table.row("litellm proxy: code 2 for an unknown model", lambda: nimrank(
        *one, "-m", "nope", code=2, key=KEY) or "2")


def main() -> None:
    model = FOLDER / "tiny"
    make(model)
    scoring = Scoring(str(model))
    config = FOLDER / "proxy.json"
    table, servers = Table(), []
    try:
        python = str(FOLDER / "model/bin/python")
        nim = Server("nim", [python, str(HERE.resolve() / "server.py"), str(model), MODEL, "PORT"], "/v1/models")
        servers.append(nim)
        config.write_text(json.dumps({
            "model_list": [{
                "model_name": "tiny",
                "litellm_params": {
                    "model": f"nvidia_nim/ranking/{MODEL}", "api_base": nim.url, "api_key": "none-needed",
                },
            }],
            "general_settings": {"master_key": KEY},
        }))
        infinity = Server("infinity", [
            str(FOLDER / "model/bin/infinity_emb"), "v2", "--model-id", str(model), "--served-model-name", "tiny",
            "--engine", "torch", "--device", "cpu", "--no-bettertransformer", "--no-model-warmup",
            "--host", "127.0.0.1", "--port", "PORT",
        ], "/health")
        servers.append(infinity)
        proxy = Server("proxy", [
            str(FOLDER / "proxy/bin/litellm"), "--config", str(config), "--host", "127.0.0.1", "--port", "PORT",
        ], "/health/liveliness")
        servers.append(proxy)
        against_library(table, nim, scoring)
        against_infinity(table, infinity, scoring)
        against_proxy(table, proxy, nim, scoring)
    finally:
        for server in servers:
            server.stop()
    print(f"{table.failed} different" if table.failed else "all equal")
    sys.exit(1 if table.failed else 0)


if __name__ == "__main__":
    main()
