"""Keeps live tokens out of logs, whoever writes them: the HTTP library logs what it receives."""

from __future__ import annotations

import logging
import re
import traceback
from typing import Protocol
from weakref import WeakSet

HIDDEN = "[token]"
"""What stands in a log where a token was."""

LOGGERS = ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.proxy")
"""The loggers of the HTTP library that see what Saturn answers."""

MASKED = "[hidden]"
"""What stands where something looked like a secret."""

# RFC 7468; PGP writes a word more.
KEY_BEGIN, KEY_END = (
    rf"-----{edge} [A-Z ]{{0,30}}PRIVATE KEY(?: BLOCK)?-----" for edge in ("BEGIN", "END")
)
"""What stands before and after a private key, as patterns."""

_MIN_LENGTH = 6
_NAME = (
    r"(?:token|secret|passw(?:or)?d|passphrase|(?:account|api|private)[_-]?key"
    r"|access[_-]?key(?!_?id)|credential)s?"
)
# A quote of JSON's or Python's: escaped where it stands in a string, and with a prefix.
_QUOTE = r"""(?:(?:\\{1,3}|[bBrRuU]{1,2})?["'])?"""
# Each keeps its first group, and hides the rest.
_SECRETS = (
    re.compile(
        rf"""(\b(?:proxy-)?authorization{_QUOTE}\s{{0,3}}[:=]\s{{0,3}}{_QUOTE}"""
        r"""(?:(?:token|bearer|basic)\s+)?)[^\s"',;]+""",
        re.IGNORECASE,
    ),
    re.compile(r"(\b(?:bearer|basic)\s+)[A-Za-z0-9._~+/=-]{16,}", re.IGNORECASE),
    re.compile(
        rf"""({_NAME}{_QUOTE}\s{{0,3}}[=:]\s{{0,3}}{_QUOTE})(?!\[)[^\s"',;&]{{6,}}""",
        re.IGNORECASE,
    ),
    re.compile(
        rf"""(\bcookie{_QUOTE}\s{{0,3}}[=:]\s{{0,3}}{_QUOTE})(?![\s\[])[^"']{{6,}}""", re.IGNORECASE
    ),
    # Signatures in the URLs of Azure, AWS and Google.
    re.compile(r"([?&](?:sig|x-(?:amz|goog)-signature)=)[^\s\"'&]{6,}", re.IGNORECASE),
    # Tokens that say themselves whose they are: GitHub, GitLab, Hugging Face, Slack, OpenAI.
    re.compile(
        r"()\b(?:gh[a-z]_|github_pat_|glpat-|hf_|xox[a-z]-|sk-(?:proj-)?(?=[\w-]{0,40}\d))[\w-]{16,}"
    ),
    re.compile(r"(\b[a-z][a-z0-9+.-]{1,20}://[^\s:/@]{0,200}:)[^\s/@]{1,500}(?=@)", re.IGNORECASE),
    # Begun once in a run of its characters: a line of many beginnings would take long.
    re.compile(r"()(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*"),
    re.compile(rf"({KEY_BEGIN}).+"),
)


class Holder(Protocol):
    """Somebody who holds a token as long as it lives."""

    @property
    def secret(self) -> str:
        """The token, "" for none."""


_HOLDERS: WeakSet[Holder] = WeakSet()


def watch(holder: Holder) -> None:
    """Hide this holder's token from now on."""
    _HOLDERS.add(holder)


def redact(text: str) -> str:
    """Take the live tokens out of a text."""
    for secret in {holder.secret for holder in _HOLDERS}:
        # A shorter one says nothing, and would tear other words apart.
        if len(secret) >= _MIN_LENGTH:
            text = text.replace(secret, HIDDEN)
    return text


class Redactor(logging.Filter):
    """Passes every record on, without tokens."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Write the message out when it holds a token, and so the traceback."""
        message = record.getMessage()
        clean = redact(message)
        if clean != message:
            record.msg, record.args = clean, ()
        if record.exc_info and record.exc_info[0] is not None:
            text = "".join(traceback.format_exception(*record.exc_info)).rstrip()
            record.exc_text = redact(text)
            if record.exc_text != text:
                record.exc_info = None
        return True


_REDACTOR = Redactor()


def install(*loggers: logging.Logger) -> None:
    """Put the filter on these loggers and on the HTTP library's; twice is harmless."""
    for logger in (*loggers, *map(logging.getLogger, LOGGERS)):
        logger.addFilter(_REDACTOR)


def mask(text: str) -> str:
    """Take secrets out of what others wrote: live tokens, and what looks like a secret.

    It knows assignments to names that say so, HTTP credentials and cookies, passwords and
    signatures in URLs, JSON Web Tokens, tokens with a known beginning, and private keys. It is a
    help against what programs print by accident, and no proof.
    """
    text = redact(text)
    for pattern in _SECRETS:
        text = pattern.sub(rf"\1{MASKED}", text)
    return text
