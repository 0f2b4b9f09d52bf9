"""The certificate authority of one run of one cluster.

What the certificates must contain is in section 6 of the contract: Python >= 3.13 refuses
chains without key identifiers, critical basic constraints and key usage.
"""

from __future__ import annotations

import datetime
import ipaddress
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from .errors import bad_request

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes

CLIENT_LIFETIME = datetime.timedelta(hours=24)
# Outlives every cluster: a cluster dies with its server, and the authority with it.
NODE_LIFETIME = datetime.timedelta(days=3650)
# Clocks that step back must not make a fresh certificate "not yet valid".
BACKDATE = datetime.timedelta(hours=1)


class Authority:
    """Sign one cluster's certificates; its key never leaves this process's memory."""

    def __init__(self, cluster_id: str) -> None:
        self._cluster_id = cluster_id
        # EC P-256 costs 0.2 ms, RSA 2048 up to 60 ms.
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name(f"Dask Cluster CA {cluster_id}")
        self._certificate = self._sign_own()

    @property
    def pem(self) -> str:
        """The authority's own certificate."""
        return _pem(self._certificate)

    def node_pair(self) -> tuple[str, str]:
        """Make the key and certificate of scheduler and workers; returns (key, certificate)."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName(
            [
                x509.DNSName("localhost"),
                x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
            ]
        )
        certificate = self._sign(
            _name(f"Dask Node {self._cluster_id}"),
            key.public_key(),
            [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH],
            NODE_LIFETIME,
            names,
        )
        text = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return text.decode(), _pem(certificate)

    def sign_client(self, request: bytes) -> str:
        """Sign a PEM request for a client; returns the chain, leaf first, then the authority.

        Takes only the public key: whatever else the request asks for (CA, server, names) is
        ignored. Raises `ApiError` 400 when it is not a request.
        """
        try:
            csr = x509.load_pem_x509_csr(request)
            valid = csr.is_signature_valid
            key = csr.public_key()
        except Exception as error:
            raise bad_request("The body is not a PEM certificate request.") from error
        if not valid:
            raise bad_request("The certificate request's signature does not fit its key.")
        usage = [ExtendedKeyUsageOID.CLIENT_AUTH]
        name = _name(f"Dask Client {self._cluster_id}")
        return _pem(self._sign(name, key, usage, CLIENT_LIFETIME)) + self.pem

    def _sign_own(self) -> x509.Certificate:
        public = self._key.public_key()
        return (
            _builder(self._name, self._name, public, NODE_LIFETIME)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_key_usage(signs_certificates=True), critical=True)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False
            )
            .sign(self._key, hashes.SHA256())
        )

    def _sign(
        self,
        name: x509.Name,
        key: CertificatePublicKeyTypes,
        usages: list[x509.ObjectIdentifier],
        lifetime: datetime.timedelta,
        names: x509.SubjectAlternativeName | None = None,
    ) -> x509.Certificate:
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        builder = (
            _builder(name, self._name, key, lifetime)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_key_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage(usages), critical=True)
            .add_extension(issuer, critical=False)
        )
        if names is not None:
            builder = builder.add_extension(names, critical=False)
        return builder.sign(self._key, hashes.SHA256())


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: CertificatePublicKeyTypes,
    lifetime: datetime.timedelta,
) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.timezone.utc)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATE)
        .not_valid_after(now + lifetime)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=not signs_certificates,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
