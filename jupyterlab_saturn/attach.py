"""Has a kernel's certificate request signed: the kernel gets a certificate, never the token.

The calls are those of dask-saturn's ``SaturnCluster(cluster_url=…)``: ``GET {id}/info``, then
``POST {id}/csr``. What comes back goes into a kernel, so nothing but the expected passes.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import re
from typing import TYPE_CHECKING

import anyio

from .errors import SaturnError, bad_request
from .running import check_running

if TYPE_CHECKING:
    from .watch import ClusterWatch

MAX_CSR = 16 * 2**10
"""Characters of a certificate request."""

MAX_CERTIFICATES = 10
"""Certificates of a chain."""

DEADLINE = 12.0
"""Seconds for the whole of it; the kernel waits 20."""

_HINT = "Start it, then attach."
_ADDRESS = re.compile(r"(tls|tcp)://[A-Za-z0-9._:\[\]-]{1,300}")
_BASE64 = r"((?:[A-Za-z0-9+/=]{1,76}\n)+)"
_CSR = re.compile(
    f"-----BEGIN CERTIFICATE REQUEST-----\n{_BASE64}-----END CERTIFICATE REQUEST-----\n?"
)
_CERTIFICATE = re.compile(f"-----BEGIN CERTIFICATE-----\n{_BASE64}-----END CERTIFICATE-----\n")


class Attacher:
    """Signs requests through the watch's connection; inside Saturn no certificate is needed."""

    def __init__(
        self, watch: ClusterWatch, *, is_internal: bool, deadline: float = DEADLINE
    ) -> None:
        self._watch = watch
        self._is_internal = is_internal
        self._deadline = deadline

    async def attach(
        self, cluster_id: str, csr: object, base_url: str | None = None
    ) -> dict[str, object]:
        """Return the address, the chain, the cluster and its versions; raises ``SaturnError``.

        With a base URL the request is signed there or not at all: another page may have switched
        to another Saturn, whose cluster of the same id would be a stranger's.
        Inside Saturn the request is not looked at and the chain is None: ``tcp://`` has no use
        for certificates.
        """
        checked = "" if self._is_internal else check_csr(csr)
        try:
            with anyio.fail_after(self._deadline):
                return await self._attach(cluster_id, checked, base_url)
        except TimeoutError:
            raise SaturnError(
                "timeout",
                "Saturn did not sign the certificate in time",
                f"There was no complete answer within {self._deadline:g} seconds.",
                "Try to attach again.",
                504,
            ) from None

    async def _attach(self, cluster_id: str, csr: str, base_url: str | None) -> dict[str, object]:
        client = await self._watch.connector.open()
        if base_url is not None and base_url != client.base_url:
            raise _elsewhere(client.base_url)
        await check_running(self._watch, cluster_id, _HINT)
        try:
            is_external = not self._is_internal
            address, versions = await client.info(cluster_id, is_external=is_external)
            if not address:
                raise _odd("It gave no address of the scheduler.")
            check_address(address, is_internal=self._is_internal)
            chain = None if self._is_internal else check_chain(await client.sign(cluster_id, csr))
        except SaturnError as error:
            # A cluster that stopped meanwhile gives an odd answer; say what is the matter.
            if error.code in ("conflict", "rejected", "odd-answer"):
                await check_running(self._watch, cluster_id, _HINT, is_fresh=True)
            raise
        cluster = self._watch.cluster(cluster_id)
        name = cluster.name if cluster else ""
        return {
            "address": address,
            "chain": chain,
            "cluster": {"id": cluster_id, "name": name},
            "versions": None if versions is None else dataclasses.asdict(versions),
        }


def _elsewhere(base_url: str) -> SaturnError:
    """Refuse without repeating what the page sent."""
    return SaturnError(
        "other-saturn",
        "That cluster belongs to another Saturn",
        f"The one in use is {base_url}.",
        "Switch back in the Saturn settings, or attach to another cluster.",
        409,
    )


def check_csr(value: object) -> str:
    """Check that this is one certificate request in PEM and nothing else; raises (400)."""
    text = value.replace("\r\n", "\n") if isinstance(value, str) else ""
    match = _CSR.fullmatch(text) if len(text) <= MAX_CSR else None
    if match is None or not _is_der(match[1]):
        raise bad_request("csr must be one certificate request in PEM form, of at most 16 KiB.")
    return text


def check_address(address: str, *, is_internal: bool) -> None:
    """Check the scheduler's address; plain ``tcp://`` is for the inside of Saturn only."""
    match = _ADDRESS.fullmatch(address)
    if match is None or (match[1] == "tcp" and not is_internal):
        raise _odd("The address of the scheduler is not one that can be connected to securely.")


def check_chain(body: bytes) -> str:
    """Check that this is a certificate and its CA's, and nothing else; returns it as PEM."""
    try:
        text = body.decode("ascii").replace("\r\n", "\n").strip() + "\n"
    except UnicodeDecodeError:
        text = ""
    pieces = _CERTIFICATE.findall(text)
    is_whole = _CERTIFICATE.sub("", text).strip() == "" and all(map(_is_der, pieces))
    if not is_whole or not 2 <= len(pieces) <= MAX_CERTIFICATES:
        raise _odd("What it signed is not a chain of certificates.")
    # dask-saturn's way to split the chain bears no blank lines between the certificates.
    return "".join(match[0] for match in _CERTIFICATE.finditer(text))


def _is_der(text: str) -> bool:
    """Tell whether base64 holds one DER sequence (ITU-T X.690) of the length that it states."""
    try:
        data = base64.b64decode(text.replace("\n", ""), validate=True)
    except (binascii.Error, ValueError):
        return False
    if len(data) < 2 or data[0] != 0x30:
        return False
    if data[1] < 0x80:
        return len(data) == 2 + data[1]
    size = data[1] & 0x7F
    return 1 <= size <= 4 and len(data) == 2 + size + int.from_bytes(data[2 : 2 + size], "big")


def _odd(reason: str) -> SaturnError:
    hint = "Ask whoever runs this Saturn."
    return SaturnError("odd-answer", "Saturn's answer cannot be used", reason, hint)
