"""Fetching: every way in which a mirror can fail, over real sockets."""

import gzip
import io
import socket
import sys
from dataclasses import replace

import pytest
from mirrors import CONTENTS, body, status

from dlbook.datasets import fetch as fetch_module
from dlbook.datasets import registry
from dlbook.datasets.errors import DataError
from dlbook.datasets.fetch import fetch
from dlbook.datasets.idx import idx_header

IMAGES = CONTENTS["images"]

pytestmark = pytest.mark.usefixtures("tiny")


@pytest.fixture(autouse=True)
def short_timeouts(monkeypatch):
    monkeypatch.setattr(fetch_module, "TIMEOUT", (0.5, 0.3))


def contents_of(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_every_file_arrives_whole_unpacked_and_alone(mirror, home):
    mirror.serve("/first/")
    assert fetch("tiny") == home / "tiny"
    assert contents_of(home / "tiny") == CONTENTS
    assert mirror.asked == ["/first/images.gz", "/first/labels.gz"]


def test_what_is_there_and_right_is_not_fetched_again(mirror):
    mirror.serve("/first/")
    fetch("tiny")
    mirror.asked.clear()
    fetch("tiny")
    assert mirror.asked == []


@pytest.mark.parametrize("name", ["images", "images.gz"])
def test_a_damaged_file_is_replaced_and_the_right_one_kept(mirror, home, name):
    folder = home / "tiny"
    folder.mkdir(parents=True)
    (folder / name).write_bytes(b"damaged")
    (folder / "labels.gz").write_bytes(gzip.compress(CONTENTS["labels"]))
    mirror.serve("/first/")
    fetch("tiny")
    assert mirror.asked == ["/first/images.gz"]
    assert (folder / "images").read_bytes() == IMAGES


def test_an_argument_wins_over_the_environment(mirror, home, tmp_path):
    mirror.serve("/first/")
    assert fetch("tiny", data_home=tmp_path / "other") == tmp_path / "other" / "tiny"
    assert not home.exists()


def test_the_second_mirror_helps_when_the_first_fails(mirror, home, caplog):
    mirror.answers["/first/images.gz"] = status(403)
    mirror.serve("/second/")
    fetch("tiny")
    assert contents_of(home / "tiny") == CONTENTS
    assert "/first/images.gz: it answers 403 Forbidden" in caplog.text


def test_a_redirect_within_the_host_is_followed(mirror, home):
    mirror.serve("/second/")
    mirror.answers["/first/images.gz"] = status(302, Location="/second/images.gz")
    mirror.answers["/first/labels.gz"] = status(307, Location=mirror.url("/second/labels.gz"))
    fetch("tiny")
    assert contents_of(home / "tiny") == CONTENTS
    assert "/second/images.gz" in mirror.asked


def test_how_a_mirror_compresses_does_not_matter(mirror, home):
    mirror.answers["/first/images.gz"] = body(IMAGES)
    mirror.answers["/first/labels.gz"] = body(gzip.compress(CONTENTS["labels"], 0), Content_Encoding="gzip")
    fetch("tiny")
    assert contents_of(home / "tiny") == CONTENTS


def hang_at_once(handler):
    handler.server.closing.wait(5)


def hang_in_the_middle(handler):
    handler.send(gzip.compress(IMAGES)[:10], length=50)
    handler.server.closing.wait(5)


def hang_up_at_once(handler):
    handler.connection.shutdown(socket.SHUT_RDWR)


def send_without_end(handler):
    handler.send_response(200)
    handler.end_headers()
    while not handler.server.closing.is_set():
        handler.wfile.write(bytes(1024))


FAULTS = {
    "forbidden": (status(403), "it answers 403 Forbidden"),
    "not found": (status(404), "it answers 404 Not Found"),
    "server error": (status(503), "it answers 503 Service Unavailable"),
    "empty": (body(b""), "it holds 0 bytes, expected 28"),
    "a web page instead": (
        body(b"<html>please log in</html>  "),
        "it starts with 3c68746d 6c3e706c, expected 00000803",
    ),
    "another IDX file": (
        body(idx_header((20,)) + bytes(20)),
        "it starts with 00000801 00000014, expected 00000803",
    ),
    "one bit flipped": (body(gzip.compress(IMAGES[:-1] + b"x")), "its sha256 is"),
    "one byte short": (body(gzip.compress(IMAGES[:-1])), "it holds 27 bytes, expected 28"),
    "truncated gzip": (body(gzip.compress(IMAGES)[:-9]), "it is truncated or damaged"),
    "damaged gzip": (body(gzip.compress(IMAGES)[:12] + bytes(12)), "it is truncated or damaged"),
    "hangs up early": (body(gzip.compress(IMAGES)[:10], length=20), "it stops in the middle of the file"),
    "hangs up at once": (hang_up_at_once, "it cannot be reached, or stopped answering"),
    "never answers": (hang_at_once, "it cannot be reached, or stopped answering"),
    "stalls": (hang_in_the_middle, "it cannot be reached, or stopped answering"),
    "oversized": (body(bytes(1_053)), "it sends more than 1,052 bytes, too many for this file"),
    "endless": (send_without_end, "it sends more than 1,052 bytes"),
    "swells when unpacked": (body(gzip.compress(bytes(3_000), 9)), "it holds more bytes, expected 28"),
    "redirects to another host": (
        status(302, Location="https://localhost/x"),
        "it redirects to another host: https://loc",
    ),
    "redirects to http": (
        status(301, Location="http://127.0.0.1/x"),
        "only https is allowed, not http://127.0.0.1/x",
    ),
    "redirects to a file": (status(301, Location="file:///x"), "only https is allowed, not file:///x"),
    "redirects in a circle": (status(301, Location="/first/images.gz"), "Exceeded 30 redirects"),
    "announces nonsense": (body(b"", length="many"), "invalid literal for int() with base 10: 'many'"),
}


@pytest.mark.parametrize(("answer", "reason"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named_and_leaves_nothing_behind(mirror, home, answer, reason):
    mirror.answers["/first/images.gz"] = answer
    with pytest.raises(DataError, match="No mirror gave images, and nothing was written") as caught:
        fetch("tiny")
    assert f"{mirror.url('/first/images.gz')}: {reason}" in str(caught.value)
    assert f"{mirror.url('/second/images.gz')}: it answers 404 Not Found" in str(caught.value)
    assert "28 bytes uncompressed) into the data home yourself" in str(caught.value)
    assert list((home / "tiny").iterdir()) == []


def test_a_fault_leaves_the_file_that_was_there(mirror, home):
    folder = home / "tiny"
    folder.mkdir(parents=True)
    (folder / "images").write_bytes(b"damaged")
    mirror.answers["/first/images.gz"] = status(403)
    with pytest.raises(DataError, match="403"):
        fetch("tiny")
    assert contents_of(folder) == {"images": b"damaged"}


def test_files_before_a_fault_stay_and_are_right(mirror, home):
    mirror.serve("/first/")
    del mirror.answers["/first/labels.gz"]
    with pytest.raises(DataError, match="No mirror gave labels"):
        fetch("tiny")
    assert contents_of(home / "tiny") == {"images": IMAGES}


def test_stopping_the_program_leaves_nothing_behind(mirror, home, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    mirror.serve("/first/")
    monkeypatch.setattr("pathlib.Path.replace", stop)
    with pytest.raises(KeyboardInterrupt):
        fetch("tiny")
    assert list((home / "tiny").iterdir()) == []


def test_a_plain_http_mirror_is_not_even_asked(tiny, plain_mirror, monkeypatch):
    plain_mirror.serve()
    monkeypatch.setattr(registry, "EDITIONS", (replace(tiny, mirrors=(plain_mirror.url(),)),))
    with pytest.raises(DataError, match=r"only https is allowed, not http://127\.0\.0\.1"):
        fetch("tiny")
    assert plain_mirror.asked == []


def test_a_certificate_by_nobody_known_is_refused(mirror, monkeypatch):
    mirror.serve("/first/")
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with pytest.raises(DataError, match="its certificate cannot be trusted"):
        fetch("tiny")
    assert mirror.asked == []


def test_a_server_that_is_not_there_is_named(tiny, monkeypatch):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        mirrors = (f"https://127.0.0.1:{unused.getsockname()[1]}/",)
        monkeypatch.setattr(registry, "EDITIONS", (replace(tiny, mirrors=mirrors),))
        with pytest.raises(DataError, match=r"cannot be reached, or stopped answering \(.*refused"):
            fetch("tiny")


def test_a_data_home_that_refuses_is_found_out_before_anything_is_asked(mirror, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "tiny").write_text("a file where a folder should be")
    mirror.serve("/first/")
    with pytest.raises(DataError, match=r"tiny cannot be written to .* Run"):
        fetch("tiny", data_home=tmp_path / "home")
    assert mirror.asked == []


def test_an_unknown_name_is_answered_with_the_known_ones(home):
    with pytest.raises(DataError, match=r"No data set 'nist' can be fetched. Known: tiny\."):
        fetch("nist")
    assert not home.exists()


def test_a_terminal_sees_a_progress_bar_and_a_log_does_not(mirror, monkeypatch, tmp_path):
    mirror.serve("/first/")
    log = io.StringIO()
    monkeypatch.setattr(sys, "stderr", log)
    fetch("tiny")
    assert log.getvalue() == ""
    monkeypatch.setattr(log, "isatty", lambda: True)
    fetch("tiny", data_home=tmp_path / "again")
    assert "100%" in log.getvalue()
