"""A tiny data set, and a web server in a thread with two mirrors of it: the folders `first` and `second`."""

import gzip
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CONTENTS = {"images": b"pictures of digits", "labels": b"721"}
PACKED = {name: gzip.compress(content) for name, content in CONTENTS.items()}


class Handler(SimpleHTTPRequestHandler):
    """Serve a folder; a connection breaks off before the end of the files in `cut`."""

    server: "Mirrors"

    def do_GET(self):
        self.server.asked.append(self.path)
        super().do_GET()

    def send_header(self, keyword, value):
        promised = int(value) + 9 if keyword == "Content-Length" and self.path in self.server.cut else value
        super().send_header(keyword, str(promised))

    def log_message(self, *_):
        pass


class Mirrors(ThreadingHTTPServer):
    """A web server: `asked` lists the paths that it was asked for."""

    def __init__(self, root: Path):
        super().__init__(("127.0.0.1", 0), partial(Handler, directory=root))
        self.root, self.asked, self.cut = root, [], set()

    def serve(self, mirror: str, files: dict[str, bytes] = PACKED) -> None:
        """Lay these files onto a mirror."""
        (self.root / mirror).mkdir(exist_ok=True)
        for name, content in files.items():
            (self.root / mirror / f"{name}.gz").write_bytes(content)

    def urls(self) -> tuple[str, ...]:
        return tuple(f"http://127.0.0.1:{self.server_port}/{name}/" for name in ("first", "second"))
