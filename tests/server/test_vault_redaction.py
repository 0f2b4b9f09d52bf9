"""Logs without tokens: security.md T14."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from fake_saturn import TOKEN
from server_rig import A, a_credential

from jupyterlab_saturn import redaction
from jupyterlab_saturn.transport import Limits, Transport


@pytest.fixture
def log() -> logging.Logger:
    logger = logging.getLogger("test-redaction")
    redaction.install(logger)
    redaction.install(logger)
    return logger


def fail() -> None:
    raise ValueError(f"odd answer: {TOKEN}")


def test_t14_live_token_is_hidden_wherever_it_stands(log: logging.Logger, caplog: Any) -> None:
    caplog.set_level("DEBUG")
    transport = Transport(f"{A}/", a_credential(), Limits())
    assert transport.secret == TOKEN
    log.debug("headers %s", [(b"X-Echo", TOKEN)])
    log.info(f"{TOKEN}{TOKEN}")
    log.warning("untouched %d", 7)
    try:
        fail()
    except ValueError:
        log.exception("It failed")
    assert TOKEN not in caplog.text
    assert caplog.text.count("[token]") == 4
    assert "untouched 7" in caplog.text
    assert "ValueError" in caplog.text


def test_t14_token_of_another_origin_is_not_held() -> None:
    assert Transport("https://b.example/", a_credential(), Limits()).secret == ""


def test_t14_short_secret_does_not_tear_words_apart() -> None:
    transport = Transport(f"{A}/", a_credential(token="a"), Limits())
    assert redaction.redact("banana") == "banana"
    assert transport.secret == "a"
