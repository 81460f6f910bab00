"""Runs `nimrank batch` over queries directly, in Spark and in GNU parallel, and compares the output.

    spark.py NIMRANK FOLDER

The rerank service is a server on the loopback interface whose scores depend on the texts alone, so the order of the
requests does not matter. Every way of running must print the lines of the direct run.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from pyspark import SparkConf, SparkContext

QUERIES = 300
# More than there are queries in some of them, so that some partitions are empty.
PARTITIONS = 16
FILTERED_PARTITIONS = 40


class RerankHandler(BaseHTTPRequestHandler):
    """The API of a NIM, with scores computed from the texts."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        query = request["query"]["text"]
        rankings = [
            {"index": index, "logit": score(query, passage["text"])}
            for index, passage in enumerate(request["passages"])
        ]
        rankings.sort(key=lambda ranking: -ranking["logit"])
        body = json.dumps({"rankings": rankings}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def score(query, text):
    """Returns a logit between -16 and 16."""
    return zlib.crc32(f"{query}\0{text}".encode()) / 2**27 - 16


def records():
    """Returns lines of queries with their documents: other scripts, escapes, and a query without documents."""
    words = ["pump", "Ventil", "насос", "水", "naïve", "tab\there", 'quote "q"', "back\\slash", "🐦"]
    lines = []
    for number in range(QUERIES):
        documents = [
            {"id": f"{number}-{at}", "text": f"{words[(number + at) % len(words)]} {number * at}"}
            for at in range(number % 25)
        ]
        record = {"qid": number, "query": f"{words[number % len(words)]} {number}", "documents": documents}
        lines.append(json.dumps(record, ensure_ascii=number % 2 == 0))
    return lines


def run_direct(command, environment, lines):
    """Returns the lines that one run over everything prints."""
    done = subprocess.run(command, input="\n".join(lines) + "\n", env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"direct run: exit code {done.returncode}: {done.stderr}")
    return done.stdout.splitlines()


def output(command):
    return subprocess.run(command, capture_output=True, text=True).stdout


def run_pyspark(context, command, environment, lines):
    """Pipes partitions from Python, which starts the filter with nothing but the given environment."""
    partitions = context.parallelize(lines, PARTITIONS)
    return partitions.pipe(" ".join(command), env=environment, checkCode=True).collect()


def run_pyspark_with_empty_partitions(context, command, environment, lines):
    """Pipes one query in ten, so that most partitions are empty."""
    tenth = set(lines[::10])
    partitions = context.parallelize(lines, FILTERED_PARTITIONS).filter(lambda line: line in tenth)
    sizes = partitions.glom().map(len).collect()
    print(f"{sizes.count(0)} of {len(sizes)} partitions are empty", file=sys.stderr)
    return partitions.pipe(" ".join(command), env=environment, checkCode=True).collect()


def run_jvm(context, command, environment, lines):
    """Pipes partitions with the RDD.pipe of Scala and Java, which fails the task on any exit code but 0."""
    gateway = context._gateway
    array = context._jvm.java.util.ArrayList
    items, words = array(), array()
    for line in lines:
        items.add(line)
    for word in command:
        words.add(word)
    variables = gateway.jvm.java.util.HashMap()
    for name, value in environment.items():
        variables.put(name, value)
    return list(context._jsc.parallelize(items, FILTERED_PARTITIONS).pipe(words, variables).collect())


def run_parallel(command, environment, lines):
    """Runs the filter on blocks of GNU parallel, several at once, with the order kept."""
    program = shutil.which("parallel")
    # Another program of the same name is in moreutils.
    if program is None or "GNU parallel" not in output([program, "--version"]):
        return None
    split = [program, "--will-cite", "--pipe", "--keep-order", "--block", "8k", "-j", "4"]
    # Parallel itself needs PATH and HOME.
    environment = {**os.environ, **environment}
    done = subprocess.run(
        [*split, *command], input="\n".join(lines) + "\n", env=environment, capture_output=True, text=True
    )
    if done.returncode != 0:
        sys.exit(f"parallel: exit code {done.returncode}: {done.stderr}")
    return done.stdout.splitlines()


def without_line_numbers(lines):
    return [re.sub(r'"origin":"stdin:\d+"', '"origin":"stdin"', line) for line in lines]


def compare(context, command, environment, lines):
    """Runs the filter in every way. Returns the lines that were expected and those that were printed, by name."""
    expected = run_direct(command, environment, lines)
    tenth = run_direct(command, environment, lines[::10])
    return {
        "PySpark": (expected, run_pyspark(context, command, environment, lines)),
        "PySpark, empty partitions": (tenth, run_pyspark_with_empty_partitions(context, command, environment, lines)),
        "RDD.pipe of Scala and Java": (expected, run_jvm(context, command, environment, lines)),
        "GNU parallel": (expected, run_parallel(command, environment, lines)),
    }


def main():
    nimrank, folder = sys.argv[1], Path(sys.argv[2]).resolve()
    server = ThreadingHTTPServer(("127.0.0.1", 0), RerankHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    command = [nimrank, "batch", "--base-url", base, "--model", "test/reranker", "--quiet"]
    environment = {"NIMRANK_API_KEY": "nvapi-not-a-key"}
    lines = records()

    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.local.dir": str(folder),
        "spark.driver.host": "127.0.0.1",
    }
    conf = SparkConf().setMaster("local[4]").setAppName("nimrank").setAll(settings.items())
    context = SparkContext(conf=conf)
    context.setLogLevel("ERROR")

    failed = False
    for output_format in ("jsonl", "tsv", "trec"):
        runs = compare(context, [*command, "--format", output_format], environment, lines)
        for name, (wanted, printed) in runs.items():
            if printed is None:
                print(f"{output_format}, {name}: skipped, not installed")
                continue
            # Partitions and blocks keep their order, too.
            equal = without_line_numbers(printed) == without_line_numbers(wanted)
            failed |= not equal
            print(f"{output_format}, {name}: {len(printed)} lines, {'equal' if equal else 'DIFFERENT'}")
    context.stop()
    server.shutdown()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
