"""The workbook behind a proxy that speaks TLS, as on a server: what browsers see of it."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.serving import Server

if TYPE_CHECKING:
    from pathlib import Path

BYTES = 65_536


class OverTls(Server):
    """The app on plain HTTP, and in front of it a proxy that browsers reach by https alone."""

    def __init__(self, folder: Path) -> None:
        """Prepare both."""
        super().__init__(folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate(folder / "proxy.pem"))
        plain = socket.create_server(("127.0.0.1", 0))
        self._door = context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False)
        self.set({"WORKBOOK_MODE": "shared", "WORKBOOK_ADDRESS": self.address})

    @property
    def address(self) -> str:
        """The proxy's."""
        return f"https://127.0.0.1:{self._door.getsockname()[1]}"

    def start(self) -> Self:
        """Start the app, then let people in."""
        super().start()
        threading.Thread(target=self._let_in, daemon=True).start()
        return self

    def stop(self) -> None:
        """Let nobody in any more, then stop the app."""
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        super().stop()

    def _let_in(self) -> None:
        while True:
            try:
                browser, _ = self._door.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(browser,), daemon=True).start()

    def _carry(self, browser: socket.socket) -> None:
        with suppress(OSError), browser, socket.create_connection(("127.0.0.1", self.port)) as app:
            back = threading.Thread(target=_pour, args=(app, browser), daemon=True)
            back.start()
            _pour(browser, app)
            back.join()


def _pour(source: socket.socket, target: socket.socket) -> None:
    """Hand over what comes until nothing does; then tell the other side so."""
    with suppress(OSError):
        while part := source.recv(BYTES):
            target.sendall(part)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def certificate(file: Path) -> Path:
    """Write a certificate for this machine with its key, good for a day; return the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "the workbook's tests")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return file
