"""A reranker for tests: server.py PORT_FILE [CERTIFICATE KEY]. Longer passages score higher.

It listens on a free port of the loopback interface, with TLS if there is a certificate, and writes the port to a file.
"""

import http.server
import json
import os
import ssl
import sys


class Reranker(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.reply({"object": "list", "data": [{"id": "test/reranker"}]})

    def do_POST(self):
        passages = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["passages"]
        scores = [{"index": index, "logit": len(passage["text"])} for index, passage in enumerate(passages)]
        self.reply({"rankings": sorted(scores, key=lambda score: -score["logit"])})

    def reply(self, body):
        data = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Reranker)
if len(sys.argv) > 2:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*sys.argv[2:])
    server.socket = context.wrap_socket(server.socket, server_side=True)
with open(sys.argv[1] + ".new", "w") as file:
    file.write(str(server.server_port))
os.rename(sys.argv[1] + ".new", sys.argv[1])
server.serve_forever()
