"""A web server on this machine that says what a test tells it to, and `LOCAL`, the policy that lets it be asked."""

import ssl
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from articles.fetching.addresses import Policy

CERTIFICATE = Path(__file__).parent / "localhost.pem"
LOCAL = Policy(permitted=lambda address: address.is_loopback, ports=range(1, 65536))


class Site:
    """`pages` are answers by path: (status, headers, body), or a callable that is given the handler and writes one.

    `asked` is what came in: (path, headers) of every request.
    """

    def __init__(self, server, scheme):
        self.pages, self.asked = {}, []
        self.root = f"{scheme}://localhost:{server.server_port}"

    def says(self, path, status=200, body=b"", **headers):
        """Answers for `path`; a header's name has underscores for hyphens. Returns the address."""
        self.pages[path] = (status, {name.replace("_", "-"): value for name, value in headers.items()}, body)
        return self.root + path

    def does(self, path, act):
        self.pages[path] = act
        return self.root + path


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        site = self.server.site
        site.asked.append((self.path, dict(self.headers)))
        page = site.pages.get(self.path, (404, {}, b""))
        if callable(page):
            page(self)
        else:
            self.answer(*page)
        self.close_connection = True

    def answer(self, status, headers, body):
        headers = {"Content-Length": str(len(body)), **headers}
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A client that turns away in the middle of an answer is what tests are about."""


@contextmanager
def serving(tls=False):
    server = Server(("127.0.0.1", 0), Handler)
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.site = Site(server, "https" if tls else "http")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
