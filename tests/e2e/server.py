"""A CrossEncoder behind the APIs of NIM (self-hosted and hosted), Cohere and TEI, as strict as they are.

    server.py MODEL_FOLDER MODEL_ID PORT
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from scoring import Scoring

FOLDER, MODEL, PORT = sys.argv[1], sys.argv[2], int(sys.argv[3])
SCORING = Scoring(FOLDER)


class Refused(Exception):
    """An error response: status and message."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


def only(body: dict, known: list[str]) -> None:
    for name in body:
        if name not in known:
            raise Refused(400, f"{name}: unknown field, expected one of {', '.join(known)}")


def best_first(scores: list[float], name: str) -> list[dict]:
    items = [{"index": index, name: score} for index, score in enumerate(scores)]
    return sorted(items, key=lambda item: -item[name])


def nim(body: dict) -> dict:
    only(body, ["model", "query", "passages", "truncate"])
    if body.get("model") != MODEL:
        raise Refused(404, f"model {body.get('model')} not found")
    if not 1 <= len(body["passages"]) <= 512:
        raise Refused(422, f"List should have at most 512 items after validation, not {len(body['passages'])}")
    texts = [passage["text"] for passage in body["passages"]]
    return {"rankings": best_first(SCORING(body["query"]["text"], texts, raw=True), "logit")}


def cohere(body: dict) -> dict:
    scores = SCORING(body["query"], body["documents"], raw=False)
    return {"results": best_first(scores, "relevance_score")[: body.get("top_n")]}


def tei(body: dict) -> list:
    return best_first(SCORING(body["query"], body["texts"], raw=body["raw_scores"]), "score")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/v1/models":
            self.reply(200, {"object": "list", "data": [{"id": MODEL}]})
        elif self.path == "/v1/health/ready":
            self.reply(200, {"object": "health.response", "message": "Service is ready.", "status": "ready"})
        else:
            self.reply(404, {"detail": "Not Found"})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        route = {"/v1/ranking": nim, "/v1/rerank": cohere, "/rerank": tei}.get(self.path)
        try:
            if route is None:
                raise Refused(404, "Not Found")
            self.reply(200, route(body))
        except Refused as refused:
            self.reply(refused.status, {"detail": str(refused)})

    def reply(self, status: int, answer: object) -> None:
        # Numbers are written with all their digits.
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


ThreadingHTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
