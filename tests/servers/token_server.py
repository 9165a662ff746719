"""A provider's OAuth2 endpoints, as Google's and Microsoft's libraries ask them.

Over TLS, as both want: the token endpoints, Microsoft's device code and discovery. Beside it, for
the mail servers of a test, one plain page that tells whether an access token is good.
"""

from __future__ import annotations

import base64
import itertools
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.servers.certificates import Certificate
from tests.servers.listener import LOOPBACK

HOUR = 3600
CLIENT = "the-client"
CODE = "the-code"
USER_CODE = "WXYZ-1234"


@dataclass
class Provider:
    """What the provider believes; a test changes it."""

    user: str
    lifetime: int = HOUR  # seconds of an access token, as told to the client
    revoked: bool = False
    busy: bool = False
    pending: int = 0  # how often the device flow still has to wait
    good: set[str] = field(default_factory=set)  # access tokens that mail servers take
    asked: list[str] = field(default_factory=list)  # the grant types of all token requests
    port: int = 0
    plain_port: int = 0
    scope: str = "https://mail.google.com/"  # what was consented to
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def authority(self) -> str:
        return f"https://{LOOPBACK}:{self.port}/common"

    @property
    def introspection(self) -> str:
        return f"http://{LOOPBACK}:{self.plain_port}/introspect?token="

    def google_client(self) -> str:
        """The JSON that Google's console gives for a Desktop client."""
        base = f"https://{LOOPBACK}:{self.port}"
        return json.dumps({"installed": {
            "client_id": CLIENT, "client_secret": "not-so-secret",
            "auth_uri": f"{base}/authorize", "token_uri": f"{base}/token",
            "redirect_uris": ["http://localhost"],
        }})  # fmt: skip

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        self.asked.append(form["grant_type"])
        if self.busy:
            return 503, {"error": "temporarily_unavailable"}
        if self.revoked:
            return 400, {"error": "invalid_grant", "error_description": "revoked by the owner"}
        if "device_code" in form["grant_type"] and self.pending:
            self.pending -= 1
            return 400, {"error": "authorization_pending"}
        token = f"access-{next(self._numbers)}"
        self.good.add(token)
        return 200, {
            "access_token": token, "token_type": "Bearer", "expires_in": self.lifetime,
            "scope": self.scope, "refresh_token": "refresh",
            "client_info": _packed({"uid": "u", "utid": "t"}), "id_token": self._identity(),
        }  # fmt: skip

    def _identity(self) -> str:
        now = int(time.time())
        claims = {"aud": CLIENT, "iss": self.authority, "iat": now, "exp": now + HOUR, "sub": "u",
                  "preferred_username": self.user}  # fmt: skip
        return ".".join([_packed({"alg": "none"}), _packed(claims), ""])

    def page(self, path: str) -> dict[str, Any]:
        where = urlsplit(path)
        if where.path == "/introspect":
            token = parse_qs(where.query).get("token", [""])[0]
            return {"active": str(token in self.good).lower(), "email": self.user}
        return {
            "issuer": self.authority,
            "authorization_endpoint": f"{self.authority}/authorize",
            "token_endpoint": f"{self.authority}/oauth2/v2.0/token",
            "device_authorization_endpoint": f"{self.authority}/devicecode",
        }

    def device(self, form: dict[str, str]) -> dict[str, Any]:
        self.scope = form["scope"]
        return {"user_code": USER_CODE, "device_code": "d", "interval": 0, "expires_in": 60,
                "verification_uri": "https://login.example/device"}  # fmt: skip


def _packed(document: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")


@contextmanager
def token_server(certificate: Certificate, user: str) -> Iterator[Provider]:
    provider = Provider(user)

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(200, provider.page(self.path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {key: values[0] for key, values in parse_qs(body).items()}
            if self.path.endswith("devicecode"):
                self._answer(200, provider.device(form))
            else:
                self._answer(*provider.token(form))

        def _answer(self, code: int, document: dict[str, Any]) -> None:
            body = json.dumps(document).encode()
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    secure, plain = (ThreadingHTTPServer((LOOPBACK, 0), Pages) for _ in range(2))
    secure.socket = certificate.server_context().wrap_socket(secure.socket, server_side=True)
    provider.port, provider.plain_port = secure.server_port, plain.server_port
    servers = (secure, plain)
    threads = [
        threading.Thread(target=each.serve_forever, args=(0.05,), daemon=True) for each in servers
    ]
    for thread in threads:
        thread.start()
    try:
        yield provider
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()
        for thread in threads:
            thread.join()
