"""Takes out of what others wrote what looks like a secret.

Every pattern is tried at each place of a line of up to 32,000 characters, so each is bounded.
"""

from __future__ import annotations

import re

from .redaction import redact

MASKED = "[hidden]"
"""What stands where something looked like a secret."""

# RFC 7468; PGP writes a word more.
KEY_BEGIN, KEY_END = (
    rf"-----{edge} [A-Z ]{{0,30}}PRIVATE KEY(?: BLOCK)?-----" for edge in ("BEGIN", "END")
)
"""What stands before and after a private key, as patterns."""

# The shell's PWD is no secret, but a directory.
_NAME = (
    r"(?:token|secret|passw(?:or)?d|passphrase|(?:account|api|private)[_-]?key"
    r"|access[_-]?key(?!_?id)|credential"
    r"""|pwd(?!["']?\s{0,3}[=:]\s{0,3}["']?(?:[/~.$]|[a-z]:\\)))s?"""
)
# A quote of JSON's or Python's may be escaped, have a prefix, and be one of three.
_PREFIX = r"(?:\\{1,3}|[bBrRuU]{1,2})?"
_CLOSE = r"""(?:\\{0,3}["']{1,3})?"""
_OPEN = rf"""\[?(?:\w{{1,30}}\()?(?:{_PREFIX}["']{{1,3}})?"""
_EQUALS = r"\s*(?:=>|:=|[=:])\s*"
_COMMA = r"""(?<=["']),\s{0,3}"""
_DONE = r"(?!\[?\[(?:hidden|token)\])"
_UNQUOTED = rf"""(?!(?:\w{{1,30}}\()?{_PREFIX}["'])"""
# Up to its own quote, or to what ends a word.
_VALUE = (
    r"""(?:(?<=")(?!\s)[^"]{6,}|(?<=')(?!\s)[^']{6,}"""
    rf"""|(?<!["']){_UNQUOTED}[^\s"',;&]{{6,}})"""
)


def _assigned(name: str, separator: str, value: str = _VALUE) -> re.Pattern[str]:
    """Find a value behind a name; what is kept is the first group."""
    pattern = rf"({name}{_CLOSE}{separator}{_DONE}{_OPEN}){_DONE}{value}"
    return re.compile(pattern, re.IGNORECASE)


# Each keeps its first group, and hides the rest.
_SECRETS = (
    _assigned(
        r"\b(?:proxy-)?authorization",
        f"(?:{_EQUALS}|{_COMMA})",
        rf"""{_UNQUOTED}(?:(?:token|bearer|basic|digest)\s+)?[^\s"',;]+""",
    ),
    re.compile(r"(\b(?:bearer|basic)\s+)[A-Za-z0-9._~+/=-]{16,}", re.IGNORECASE),
    _assigned(r"\bcookie", f"(?:{_EQUALS}|{_COMMA})", r"""(?!\s)[^"']{6,}"""),
    _assigned(_NAME, _EQUALS),
    # A header, or a setting, as a pair; a list of words is none.
    _assigned(rf"""\(b?["'][\w-]{{0,40}}{_NAME}""", _COMMA),
    # A container's environment, as Kubernetes describes it.
    _assigned(
        rf"""\bname{_CLOSE}\s{{0,3}}:\s{{0,3}}(?:{_PREFIX}["'])?[\w-]{{0,60}}{_NAME}{_CLOSE}"""
        rf"""(?:,|\\n)?\s{{0,20}}(?:{_PREFIX}["'])?value""",
        _EQUALS,
    ),
    _assigned(rf"--[\w-]{{0,40}}{_NAME}", r"\s{1,3}(?!-)"),
    # Signatures in the URLs of Azure, AWS and Google.
    re.compile(r"([?&](?:sig|x-(?:amz|goog)-signature)=)[^\s\"'&]{6,}", re.IGNORECASE),
    # Tokens that say themselves whose they are: GitHub, GitLab, Hugging Face, Slack, OpenAI.
    re.compile(
        r"()\b(?:gh[a-z]_|github_pat_|glpat-|hf_|xox[a-z]-|sk-(?:proj-)?(?=[\w-]{0,40}\d))[\w-]{16,}"
    ),
    # A password in a URL, which may have an @ or a slash, and is no port.
    re.compile(
        r"""(\b[a-z][a-z0-9+.-]{1,20}://[^\s:/@]{0,200}:)"""
        r"""(?:(?!\d{1,5}(?:[/?#,;)\]\s"']|$))[^\s"'<>]{1,500}|[^\s/@]{1,500})(?=@)""",
        re.IGNORECASE,
    ),
    # Begun once in a run of its characters: a line of many beginnings would take long.
    re.compile(r"()(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*"),
    re.compile(rf"({KEY_BEGIN}).+"),
)


def mask(text: str) -> str:
    """Take secrets out of what others wrote: live tokens, and what looks like a secret.

    It knows values of names that say so, HTTP credentials and cookies, passwords and signatures
    in URLs, JSON Web Tokens, tokens with a known beginning, and private keys. It is a help against
    what programs print by accident, and no proof.
    """
    text = redact(text)
    for pattern in _SECRETS:
        text = pattern.sub(rf"\1{MASKED}", text)
    return text
