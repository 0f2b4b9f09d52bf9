"""Signing a kernel's request."""

from __future__ import annotations

from typing import Any

import pytest
from fake_saturn import CHAIN, CSR, answer, hang, pem
from server_rig import is_status

from jupyterlab_saturn.attach import DEADLINE, check_chain, check_csr
from jupyterlab_saturn.errors import SaturnError

PATH = "clusters/run/certificate"
INFO = "/api/dask_clusters/run/info"
SIGN = "/api/dask_clusters/run/csr"


@pytest.mark.usefixtures("no_idle_watch")
async def test_attach_makes_the_two_calls_of_dask_saturn(
    call: Any, state_when: Any, saturn: Any
) -> None:
    await state_when(is_status("ok"))
    saturn.requests.clear()
    body = {"csr": CSR, "versions": {"python": "3.11.2"}}
    status, answer_ = await call("POST", PATH, body)
    assert status == 200
    assert answer_ == {
        "address": "tls://127.0.0.1:8786",
        "chain": CHAIN,
        "cluster": {"id": "run", "name": "cluster run"},
        "versions": None,  # Saturn Cloud does not say them
    }
    trace = [(r.method, r.path, r.query) for r in saturn.requests]
    assert trace == [("GET", INFO, {"is_external": ["true"]}), ("POST", SIGN, {})]
    assert saturn.requests[1].body.decode() == CSR


async def test_attach_passes_on_what_the_cluster_runs(
    call: Any, state_when: Any, saturn: Any
) -> None:
    await state_when(is_status("ok"))
    table = {"python": "3.11.7", "dask": "<b>", "Evil": "1", "numpy": 5, "pandas": "1" * 41}
    workers = {"python": ["3.11.7", "3.12.1", None], "dask": "x", "numpy": ["<i>"]}
    versions = {"scheduler": table, "workers": workers, "more": 1}
    info = {"scheduler_address": saturn.address, "versions": versions}
    saturn.faults["GET", INFO] = answer(200, info)
    _, found = await call("POST", PATH, {"csr": CSR})
    assert found["versions"] == {
        "scheduler": {"python": "3.11.7"},
        "workers": {"python": ["3.11.7", "3.12.1"]},
    }


@pytest.mark.parametrize("versions", [None, 5, [], {}, {"scheduler": []}, {"workers": {}}])
async def test_attach_takes_odd_versions_for_none(
    call: Any, state_when: Any, saturn: Any, versions: object
) -> None:
    await state_when(is_status("ok"))
    info = {"scheduler_address": saturn.address, "versions": versions}
    saturn.faults["GET", INFO] = answer(200, info)
    status, found = await call("POST", PATH, {"csr": CSR})
    assert (status, found["versions"]) == (200, None)


@pytest.mark.usefixtures("no_idle_watch")
async def test_attach_is_signed_by_the_saturn_of_the_cluster_alone(
    call: Any, state_when: Any, saturn: Any
) -> None:
    state = await state_when(is_status("ok"))
    saturn.requests.clear()
    base_url = "https://elsewhere.example/"
    status, error = await call("POST", PATH, {"csr": CSR, "base_url": base_url})
    assert (status, error["code"]) == (409, "other-saturn")
    assert "Switch back" in error["hint"]
    assert base_url not in str(error)
    assert (await call("POST", PATH, {"csr": CSR, "base_url": 7}))[0] == 400
    assert saturn.requests == []
    base_url = state["connection"]["base_url"]
    assert (await call("POST", PATH, {"csr": CSR, "base_url": base_url}))[0] == 200


async def test_attach_before_any_look(call: Any) -> None:
    assert (await call("POST", PATH, {"csr": CSR}))[0] == 200


async def test_attach_not_running(call: Any, state_when: Any, saturn: Any) -> None:
    await state_when(is_status("ok"))
    status, error = await call("POST", "clusters/off/certificate", {"csr": CSR})
    assert (status, error["code"]) == (409, "not-running")
    assert saturn.writes == []


async def test_attach_stopped_meanwhile(call: Any, state_when: Any, saturn: Any) -> None:
    await state_when(is_status("ok"))
    saturn.clusters["run"]["status"] = "stopped"
    saturn.faults["GET", INFO] = answer(409, {"message": "not running"})
    status, error = await call("POST", PATH, {"csr": CSR})
    assert (status, error["code"]) == (409, "not-running")


async def test_attach_unknown_cluster(call: Any, state_when: Any) -> None:
    await state_when(is_status("ok"))
    status, error = await call("POST", "clusters/nope/certificate", {"csr": CSR})
    assert (status, error["code"]) == (404, "not-found")


async def test_attach_refused(call: Any, state_when: Any, saturn: Any) -> None:
    await state_when(is_status("ok"))
    saturn.faults["POST", SIGN] = answer(401, {"message": "no"})
    status, error = await call("POST", PATH, {"csr": CSR})
    assert (status, error["code"]) == (502, "refused")


async def test_attach_unreachable(call: Any, state_when: Any, saturn: Any) -> None:
    await state_when(is_status("ok"))
    await saturn.stop()
    status, error = await call("POST", PATH, {"csr": CSR})
    assert (status, error["code"]) == (502, "unreachable")


async def test_attach_ends_in_time(app: Any, call: Any, state_when: Any, saturn: Any) -> None:
    assert DEADLINE == 12.0
    await state_when(is_status("ok"))
    app.attacher._deadline = 0.3
    saturn.faults["POST", SIGN] = hang
    status, error = await call("POST", PATH, {"csr": CSR})
    assert (status, error["code"]) == (504, "timeout")


@pytest.mark.parametrize(
    "address",
    [
        "",
        None,
        7,
        "tcp://127.0.0.1:8786",
        "tls://",
        "tls://a b:1",
        'tls://x"+__import__("os")+"',
        "tls://x\n:1",
        "tls://x\u2028:1",
        "http://127.0.0.1",
        "tls://" + "a" * 400,
    ],
)
async def test_t9_hostile_address_is_refused(
    call: Any, state_when: Any, saturn: Any, address: Any
) -> None:
    await state_when(is_status("ok"))
    saturn.faults["GET", INFO] = answer(200, {"scheduler_address": address})
    status, error = await call("POST", PATH, {"csr": CSR})
    assert (status, error["code"]) == (502, "odd-answer")
    assert saturn.writes == []


@pytest.mark.usefixtures("no_idle_watch")
@pytest.mark.parametrize(
    "body",
    [
        {},
        {"csr": None},
        {"csr": 1},
        {"csr": ""},
        {"csr": pem("CERTIFICATE")},
        {"csr": CSR + CSR},
        {"csr": "x" + CSR},
        {"csr": CSR + "x"},
        {"csr": pem("CERTIFICATE REQUEST", b"\x30\x04\x02\x01\x00")},
        {"csr": pem("CERTIFICATE REQUEST", b"\x30\x82\x50\x00" + b"\x00" * 0x5000)},
        {"csr": CSR.replace("M", "!")},
        {"csr": CSR, "versions": {"a": 1}},
        {"csr": CSR, "versions": []},
        {"csr": CSR, "url": "http://evil.example"},
    ],
)
async def test_attach_bad_request_is_refused(
    call: Any, state_when: Any, saturn: Any, body: Any
) -> None:
    await state_when(is_status("ok"))
    saturn.requests.clear()
    status, error = await call("POST", PATH, body)
    assert (status, error["code"]) == (400, "bad-request")
    assert saturn.requests == []


@pytest.mark.parametrize(
    "chain",
    [
        "",
        pem("CERTIFICATE"),
        CHAIN + "x",
        "x" + CHAIN,
        CHAIN + pem("PRIVATE KEY"),
        pem("CERTIFICATE") + "print(1)\n" + pem("CERTIFICATE"),
        pem("CERTIFICATE", b"\x31\x03\x02\x01\x00") * 2,
        pem("CERTIFICATE") * 11,
        "<html>",
        "\u00e9",
    ],
)
async def test_t9_odd_chain_is_refused(call: Any, state_when: Any, saturn: Any, chain: str) -> None:
    await state_when(is_status("ok"))
    saturn.faults["POST", SIGN] = answer(200, chain.encode(), "text/plain")
    status, error = await call("POST", PATH, {"csr": CSR})
    assert (status, error["code"]) == (502, "odd-answer")


def test_csr_and_chain_with_other_line_ends() -> None:
    assert check_csr(CSR.replace("\n", "\r\n")) == CSR
    spaced = CHAIN.replace("\n", "\r\n").replace("E-----\r\n-----B", "E-----\r\n\r\n-----B")
    assert check_chain(spaced.encode()) == CHAIN


def test_csr_of_random_text_never_passes() -> None:
    for text in (CSR[:-30], CSR[10:], CSR.replace("REQUEST", "REQUESTS")):
        with pytest.raises(SaturnError):
            check_csr(text)


class TestInternal:
    @pytest.fixture
    def environment(self, environment: dict[str, str]) -> dict[str, str]:
        return {**environment, "SATURN_IS_INTERNAL": "true"}

    async def test_attach_inside_saturn_needs_no_certificate(
        self, call: Any, state_when: Any, saturn: Any
    ) -> None:
        await state_when(is_status("ok"))
        saturn.address = "tcp://10.0.0.7:8786"
        status, found = await call("POST", PATH, {"csr": None})
        assert (status, found["address"], found["chain"]) == (200, "tcp://10.0.0.7:8786", None)
        assert saturn.writes == []
        assert saturn.requests[-1].query == {}
