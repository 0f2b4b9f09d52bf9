"""TLS, names and proxies: rows N19 to N22."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import os
import socket
import ssl
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from fake_saturn import TOKEN, FakeSaturn

from jupyterlab_saturn.connection import origin_of
from jupyterlab_saturn.credentials import Credential
from jupyterlab_saturn.errors import SaturnError
from jupyterlab_saturn.saturn import SaturnClient
from jupyterlab_saturn.transport import Limits

DAY = datetime.timedelta(days=1)
NOW = datetime.datetime.now(datetime.timezone.utc)
HOST = "saturn.example"


def make_certificate(tmp_path: Any, names: list[Any], end: datetime.datetime) -> Any:
    """Make a CA and a certificate of it; returns the files of the CA and of the server."""
    ca_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A corporate CA")])

    def build(subject: x509.Name, public_key: Any, not_after: Any) -> Any:
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(ca_name)
        builder = builder.serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(NOW - 30 * DAY).not_valid_after(not_after)
        ski = x509.SubjectKeyIdentifier.from_public_key(public_key)
        aki = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key())
        builder = builder.public_key(public_key).add_extension(ski, False)
        return builder.add_extension(aki, False)

    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    ca = build(ca_name, ca_key.public_key(), NOW + DAY)
    ca = ca.add_extension(x509.BasicConstraints(True, None), True).add_extension(usage, True)
    leaf = build(x509.Name([]), key.public_key(), end)
    leaf = leaf.add_extension(x509.SubjectAlternativeName(names), True)
    pem = serialization.Encoding.PEM
    ca_file, server_file = tmp_path / "ca.pem", tmp_path / "server.pem"
    ca_file.write_bytes(ca.sign(ca_key, hashes.SHA256()).public_bytes(pem))
    form = serialization.PrivateFormat.PKCS8
    private = key.private_bytes(pem, form, serialization.NoEncryption())
    server_file.write_bytes(leaf.sign(ca_key, hashes.SHA256()).public_bytes(pem) + private)
    return ca_file, server_file


async def ask(saturn: FakeSaturn, context: Any, ca_bundle: str = "", host: str = HOST) -> str:
    """Serve with TLS and ask who the user is."""
    await saturn.start(context=context)
    base_url = f"https://{host}:{saturn.port}/"
    credential = Credential(origin_of(base_url), TOKEN, "environment")
    client = SaturnClient(base_url, credential, Limits(1, 1, 2), ca_bundle)
    try:
        return await client.user()
    finally:
        await client.close()
        await saturn.stop()


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A resolver: what is not in it does not resolve."""
    table = {HOST: "127.0.0.1"}
    resolve = socket.getaddrinfo

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if str(name).endswith(".example"):
            if name not in table:
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
            name = table[name]
        return resolve(name, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    return table


def server_context(server_file: Any) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(server_file)
    return context


async def test_n20_corporate_ca(tmp_path: Any, names: Any) -> None:
    ca, server = make_certificate(tmp_path, [x509.DNSName(HOST)], NOW + DAY)
    assert await ask(FakeSaturn(), server_context(server), str(ca)) == "alice"


@pytest.mark.parametrize(
    ("name", "days", "has_bundle", "reason"),
    [
        (HOST, 1, False, "unable to get local issuer"),
        (HOST, -1, True, "expired"),
        ("other.example", 1, True, "doesn't match|mismatch|not valid for"),
    ],
)
async def test_n20_certificate_is_refused(
    tmp_path: Any, names: Any, name: str, days: int, has_bundle: bool, reason: str
) -> None:
    ca, server = make_certificate(tmp_path, [x509.DNSName(name)], NOW + days * DAY)
    saturn = FakeSaturn()
    with pytest.raises(SaturnError) as failure:
        await ask(saturn, server_context(server), str(ca) if has_bundle else "")
    assert failure.value.code == "tls"
    assert any(word in failure.value.reason for word in reason.split("|")), failure.value.reason
    assert saturn.requests == []


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
async def test_n20_old_tls_is_refused(tmp_path: Any, names: Any) -> None:
    ca, server = make_certificate(tmp_path, [x509.DNSName(HOST)], NOW + DAY)
    context = server_context(server)
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    saturn = FakeSaturn()
    with pytest.raises(SaturnError) as failure:
        await ask(saturn, context, str(ca))
    assert failure.value.code == "tls"
    assert saturn.requests == []


async def test_n20_ip_address(tmp_path: Any, names: Any) -> None:
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    ca, server = make_certificate(tmp_path, [address], NOW + DAY)
    assert await ask(FakeSaturn(), server_context(server), str(ca), "127.0.0.1") == "alice"


async def test_n20_missing_bundle_is_told(tmp_path: Any, names: Any) -> None:
    _, server = make_certificate(tmp_path, [x509.DNSName(HOST)], NOW + DAY)
    with pytest.raises(SaturnError) as failure:
        await ask(FakeSaturn(), server_context(server), str(tmp_path / "nowhere.pem"))
    assert "ca_bundle" in failure.value.hint
    assert str(tmp_path) not in failure.value.reason


async def test_n21_name_that_does_not_resolve_then_does(tmp_path: Any, names: Any) -> None:
    ca, server = make_certificate(tmp_path, [x509.DNSName(HOST)], NOW + DAY)
    saturn = await FakeSaturn().start(context=server_context(server))
    base_url = f"https://{HOST}:{saturn.port}/"
    credential = Credential(origin_of(base_url), TOKEN, "environment")
    client = SaturnClient(base_url, credential, Limits(1, 1, 2), str(ca))
    address = names.pop(HOST)
    with pytest.raises(SaturnError) as failure:
        await client.user()
    assert failure.value.code == "unreachable"
    assert HOST in failure.value.reason
    assert "resolved" in failure.value.reason
    names[HOST] = address
    assert await client.user() == "alice"
    await client.close()
    await saturn.stop()


class Proxy:
    """Writes down what it is asked to do, and does not do it."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        text = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.lines.append(text.split("\r\n")[0])
        assert TOKEN not in text
        writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()


@pytest.mark.parametrize(
    ("base_url", "no_proxy", "is_asked"),
    [
        (f"https://{HOST}/", "", True),
        (f"https://{HOST}/", HOST, False),
        ("http://127.0.0.1:{port}/", "", False),
        ("http://localhost:{port}/", "", False),
    ],
)
async def test_n22_proxy_is_for_saturn_only(
    names: Any, monkeypatch: Any, base_url: str, no_proxy: str, is_asked: bool
) -> None:
    proxy, saturn = Proxy(), await FakeSaturn().start()
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
    monkeypatch.setenv("NO_PROXY", no_proxy)
    if no_proxy:
        names.pop(HOST)
    url = base_url.format(port=saturn.port)
    client = SaturnClient(url, Credential(origin_of(url), TOKEN, "environment"), Limits(1, 1, 2))
    if url.startswith("http://"):
        assert await client.user() == "alice"
    else:
        with pytest.raises(SaturnError) as failure:
            await client.user()
        assert ("proxy" in failure.value.reason) is is_asked
    assert set(proxy.lines) == ({f"CONNECT {HOST}:443 HTTP/1.1"} if is_asked else set())
    await client.close()
    server.close()
    await server.wait_closed()
    await saturn.stop()


async def test_n22_proxy_that_cannot_be_used_is_told(names: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://user:s3cret@127.0.0.1:1")
    url = f"https://{HOST}/"
    client = SaturnClient(url, Credential(origin_of(url), TOKEN, "environment"))
    with pytest.raises(SaturnError) as failure:
        await client.user()
    assert "proxy" in failure.value.hint
    assert "s3cret" not in str(failure.value)


async def test_t8_token_goes_to_its_own_origin_only() -> None:
    saturn = await FakeSaturn().start()
    for origin in ("https://app.saturn.example", "", saturn.url.replace("http:", "https:")):
        client = SaturnClient(saturn.url, Credential(origin, TOKEN, "environment"))
        with pytest.raises(SaturnError):
            await client.user()
        await client.close()
    assert len(saturn.requests) == 3
    assert all("authorization" not in request.headers for request in saturn.requests)
    await saturn.stop()
