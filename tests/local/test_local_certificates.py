"""What the authority signs, read by cryptography and by OpenSSL at its strictest."""

from __future__ import annotations

import datetime
import ssl
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from harness import BEGIN, make_request

from jupyterlab_saturn.local import certificates
from jupyterlab_saturn.local.certificates import Authority
from jupyterlab_saturn.local.errors import ApiError

if TYPE_CHECKING:
    from pathlib import Path


def leaf_of(chain: str) -> x509.Certificate:
    return x509.load_pem_x509_certificates(chain.encode())[0]


def greedy_request() -> bytes:
    """A request that asks to be a CA, a server and somebody else."""
    key = ec.generate_private_key(ec.SECP256R1())
    usage = [ExtendedKeyUsageOID.SERVER_AUTH]
    return (
        x509.CertificateSigningRequestBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Dask Node")]))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage(usage), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
        .public_bytes(Encoding.PEM)
    )


def test_a_request_gets_no_more_than_a_client_has() -> None:
    leaf = leaf_of(Authority("1").sign_client(greedy_request()))
    assert not leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    usages = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usages) == [ExtendedKeyUsageOID.CLIENT_AUTH]
    with pytest.raises(x509.ExtensionNotFound):
        leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    name = leaf.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0]
    assert name.value == "Dask Client 1"


def test_n23_validity_bears_a_slow_clock_and_ends_after_a_day() -> None:
    leaf = leaf_of(Authority("1").sign_client(make_request()[1]))
    now = datetime.datetime.now(datetime.timezone.utc)
    assert leaf.not_valid_before_utc <= now - datetime.timedelta(minutes=5)
    assert leaf.not_valid_after_utc <= now + datetime.timedelta(hours=24)


def test_l11_nodes_outlive_their_server_and_bear_a_clock_that_jumps_back() -> None:
    key, certificate = Authority("1").node_pair()
    found = x509.load_pem_x509_certificate(certificate.encode())
    now = datetime.datetime.now(datetime.timezone.utc)
    assert found.not_valid_after_utc > now + datetime.timedelta(days=5 * 365)
    assert found.not_valid_before_utc < now - datetime.timedelta(minutes=50)
    assert "PRIVATE KEY" in key


def test_l11_a_client_may_ask_again_before_its_certificate_ends(tmp_path: Path) -> None:
    authority = Authority("1")
    request = make_request()[1]
    first, second = (leaf_of(authority.sign_client(request)) for _ in range(2))
    assert first.serial_number != second.serial_number
    shake(tmp_path, authority, authority)


def test_the_chain_reads_as_dask_saturn_reads_it() -> None:
    chain = Authority("1").sign_client(make_request()[1])
    assert chain.startswith(BEGIN)
    assert "\r" not in chain
    parts = [part for part in chain.split(BEGIN) if part]
    assert len(parts) == 2


@pytest.mark.parametrize("request_", [b"", b"nonsense", b"-----BEGIN CERTIFICATE REQUEST-----\n"])
def test_what_is_no_request_is_refused(request_: bytes) -> None:
    with pytest.raises(ApiError) as refused:
        Authority("1").sign_client(request_)
    assert refused.value.status == 400


def shake(tmp_path: Path, authority: Authority, client_of: Authority) -> None:
    """Let a node and a client meet in memory; raises `ssl.SSLError` when one refuses."""
    key, request = make_request()
    chain = client_of.sign_client(request)
    node = context(tmp_path, ssl.PROTOCOL_TLS_SERVER, *authority.node_pair(), authority)
    node.verify_mode = ssl.CERT_REQUIRED
    client = context(tmp_path, ssl.PROTOCOL_TLS_CLIENT, key, chain, authority)
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = client.wrap_bio(down, up, server_hostname="localhost")
    theirs = node.wrap_bio(up, down, server_side=True)
    done: set[ssl.SSLObject] = set()
    for _ in range(10):
        for side in (ours, theirs):
            if side not in done:
                try:
                    side.do_handshake()
                    done.add(side)
                except ssl.SSLWantReadError:
                    pass
    assert len(done) == 2


def context(
    tmp_path: Path, protocol: int, key: str, certificate: str, authority: Authority
) -> ssl.SSLContext:
    path = tmp_path / "pair.pem"
    path.write_text(key + certificate)
    found = ssl.SSLContext(protocol)
    found.load_cert_chain(path)
    found.load_verify_locations(cadata=authority.pem)
    # Python 3.13's default.
    found.verify_flags |= ssl.VERIFY_X509_STRICT
    return found


def test_t16_node_and_client_accept_each_other_at_the_strictest(tmp_path: Path) -> None:
    authority = Authority("1")
    shake(tmp_path, authority, authority)


def test_t16_another_clusters_client_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ssl.SSLError):
        shake(tmp_path, Authority("1"), Authority("1"))


def test_t16_an_expired_client_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = Authority("1")
    monkeypatch.setattr(certificates, "CLIENT_LIFETIME", datetime.timedelta(minutes=-1))
    with pytest.raises(ssl.SSLError, match="expired"):
        shake(tmp_path, authority, authority)
