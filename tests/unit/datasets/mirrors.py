"""A tiny data set, and a web server in a thread that serves it over real sockets, well or badly."""

import gzip
import ssl
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

from dlbook.datasets.idx import idx_header

Answer = Callable[["Handler"], None]

CONTENTS = {
    "images": idx_header((3, 2, 2)) + bytes(range(12)),
    "labels": idx_header((3,)) + bytes([7, 2, 1]),
}


class Handler(BaseHTTPRequestHandler):
    """Answer each path as the mirror was told to."""

    server: "Mirror"

    def do_GET(self):
        self.server.asked.append(self.path)
        self.server.answers.get(self.path, status(404))(self)

    def log_message(self, *_):
        pass

    def send(self, body=b"", code=200, length=None, **headers):
        """Send an answer whose announced length may be a lie."""
        self.send_response(code)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


class Mirror(ThreadingHTTPServer):
    """A web server in a thread: `answers` maps a path to what happens, `asked` lists the paths asked for."""

    daemon_threads = True

    def __init__(self, context: ssl.SSLContext | None = None):
        super().__init__(("127.0.0.1", 0), Handler)
        if context:
            self.socket = context.wrap_socket(self.socket, server_side=True)
        self.scheme = "https" if context else "http"
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.closing = Event()

    def handle_error(self, *_):
        """Say nothing about clients that hang up, since refusing an answer is what they are tested for."""

    def url(self, path: str = "/") -> str:
        return f"{self.scheme}://127.0.0.1:{self.server_port}{path}"

    def serve(self, folder: str = "/") -> None:
        """Answer well for every file of the tiny data set."""
        for name, content in CONTENTS.items():
            self.answers[f"{folder}{name}.gz"] = body(gzip.compress(content))


def body(content: bytes, **options) -> Answer:
    return lambda handler: handler.send(content, **options)


def status(code: int, **headers) -> Answer:
    return lambda handler: handler.send(code=code, **headers)


def running(server: Mirror) -> Iterator[Mirror]:
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.closing.set()
    server.shutdown()
    thread.join()
    server.server_close()
