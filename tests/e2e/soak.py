"""Soak test: many tiny documents over a service on the loopback interface that fails in several ways.

    python3 tests/e2e/soak.py NIMRANK [DOCUMENTS]

Prints the seconds, requests and peak memory of each run, and exits with 0 only if every ranking is right and the
peak memory does not grow with the number of documents. Use a release build. Only the standard library is needed.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import threading
import time

RETRY_NOW = b"HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n"
# Replies in place of a ranking. Those without a whole response end the connection.
FAULTS = {
    "503": b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n",
    "503, Retry-After: 0": RETRY_NOW,
    "cut off": b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"rankings":[{"index":0,',
    "malformed": b'HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{"rankings":[{',
    "hang up": b"",
    "429": b"HTTP/1.1 429 Slow Down\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n",
}


class Service:
    """Ranks each passage by the number that it holds; every 20th request meets the next of the faults."""

    def __init__(self, faults):
        self.faults, self.requests = faults, 0
        self.loop = asyncio.new_event_loop()
        started = threading.Event()
        threading.Thread(target=self.run, args=(started,), daemon=True).start()
        started.wait()

    def run(self, started):
        asyncio.set_event_loop(self.loop)
        server = self.loop.run_until_complete(asyncio.start_server(self.talk, "127.0.0.1", 0, limit=1 << 24))
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        self.loop.run_forever()

    async def talk(self, reader, writer):
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(int(line[15:]) for line in head.split(b"\r\n") if line[:15].lower() == b"content-length:")
                body = await reader.readexactly(length)
                self.requests += 1
                number, is_fault = divmod(self.requests, 20)
                if self.faults and is_fault == 0:
                    reply = FAULTS[self.faults[number % len(self.faults)]]
                    writer.write(reply)
                    if not reply.endswith(b"\r\n\r\n"):
                        return
                    continue
                passages = json.loads(body)["passages"]
                rankings = [{"index": at, "logit": int(passage["text"][1:])} for at, passage in enumerate(passages)]
                answer = json.dumps({"rankings": rankings}).encode()
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(answer) + answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def peak_memory(pid):
    """Returns the peak memory of a process so far in MiB. That of `getrusage` begins with the memory of Python."""
    try:
        with open(f"/proc/{pid}/status") as status:
            return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        return 0


def rank(program, documents, name, faults, concurrency):
    """Returns the peak memory in MiB of a run that is right, else exits."""
    service = Service(faults)
    best = "".join(f"{rank}\t{float(at)}\tstdin:{at + 1}\td{at}\n" for rank, at in enumerate(range(documents - 1, documents - 11, -1), 1))
    with tempfile.TemporaryFile("w+") as lines:
        lines.writelines(f"d{at}\n" for at in range(documents))
        lines.flush()
        lines.seek(0)
        command = [program, "--base-url", f"http://127.0.0.1:{service.port}", "-m", "m", "-q", "x", "-n", "10", "-j", str(concurrency)]
        start = time.monotonic()
        child = subprocess.Popen(command, stdin=lines, stdout=subprocess.PIPE)
        peak = 0
        while child.poll() is None:
            peak = max(peak, peak_memory(child.pid))
            time.sleep(0.01)
        seconds = time.monotonic() - start
        # Ten lines, which a pipe holds.
        ranking = child.stdout.read().decode()
    print(f"{name:24} {documents:9} documents {service.requests:6} requests {seconds:7.2f} s {peak:6.1f} MiB", flush=True)
    if child.returncode != 0 or ranking != best:
        sys.exit(f"wrong: exit code {child.returncode}\n{ranking}")
    return peak


def main():
    program = sys.argv[1]
    documents = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    small = rank(program, documents // 10, "no faults", [], 16)
    large = rank(program, documents, "no faults", [], 16)
    for fault in FAULTS:
        rank(program, documents, fault, [fault], 16)
    rank(program, documents, "all faults", list(FAULTS), 16)
    if large > small + 4:
        sys.exit(f"memory grows: {small:.1f} MiB, {large:.1f} MiB for ten times as many documents")
    # Without the complaints of connections that are still open.
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
