"""What people paste where a token belongs: row U5."""

from __future__ import annotations

import pytest
from fake_saturn import TOKEN
from hypothesis import given
from hypothesis import strategies as st

from jupyterlab_saturn.errors import SaturnError
from jupyterlab_saturn.pasted import MAX_PASTE, read_pasted

URL = "https://app.saturn.example/"


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        f"  {TOKEN}\r\n",
        f'"{TOKEN}"',
        f"'{TOKEN}'",
        f"`{TOKEN}`",
        f"\u201c{TOKEN}\u201d",
        f"\ufeff{TOKEN}\u200b",
        f'{{"token": "{TOKEN}"}}',
        f'{{\n  "token" : "{TOKEN}"\n}}\n',
        f"token {TOKEN}",
        f"Bearer {TOKEN}",
        f"Authorization: token {TOKEN}",
        f"export SATURN_TOKEN={TOKEN}",
        f"export SATURN_TOKEN='{TOKEN}';",
        f"SATURN_TOKEN: {TOKEN}",
        f"set SATURN_TOKEN={TOKEN}\r\n",
        f'$env:SATURN_TOKEN = "{TOKEN}"',
        f"%env SATURN_TOKEN={TOKEN}",
        f"docker run -e SATURN_TOKEN={TOKEN} image",
        f'os.environ["SATURN_TOKEN"] = "{TOKEN}"',
    ],
)
def test_u5_token_is_understood(text: str) -> None:
    found = read_pasted(text)
    assert (found.token, found.base_url) == (TOKEN, None)
    assert TOKEN not in repr(found)


@pytest.mark.parametrize(
    "text",
    [
        f"export SATURN_BASE_URL={URL}\nexport SATURN_TOKEN={TOKEN}\n",
        f"export SATURN_TOKEN={TOKEN}\r\nexport SATURN_BASE_URL='{URL}'\r\n",
        f'import os\nos.environ["SATURN_BASE_URL"] = "{URL}"\n'
        f'os.environ["SATURN_TOKEN"] = "{TOKEN}"',
        f'ExternalConnection(project_id="x", base_url="{URL}", saturn_token="{TOKEN}")',
        f'{{"base_url": "{URL}", "saturn_token": "{TOKEN}"}}',
        f"SATURN_TOKEN: {TOKEN}\nSATURN_BASE_URL: app.saturn.example",
    ],
)
def test_u5_block_is_understood_in_either_order(text: str) -> None:
    found = read_pasted(text)
    assert (found.token, found.base_url) == (TOKEN, URL)


@pytest.mark.parametrize(
    "value",
    [
        None,
        7,
        [],
        "",
        "  \n",
        "\u200b",
        '""',
        "two words here",
        f"{TOKEN}\n{TOKEN}x",
        f"{TOKEN} \U0001f600",
        "\U0001f600" * 40,
        "tökén",
        "a" * 4097,
        "a" * (MAX_PASTE + 1),
        "a" * 2**20,
        "https://app.saturn.example/dash/projects/" + "0" * 32,
        f"SATURN_BASE_URL={URL}",
        "SATURN_TOKEN=",
        f"SATURN_TOKEN={TOKEN}\nSATURN_TOKEN={TOKEN}2",
        f"SATURN_TOKEN={TOKEN}\nSATURN_BASE_URL=https://{TOKEN}/",
        f"SATURN_TOKEN={TOKEN}\nSATURN_BASE_URL=ftp://{TOKEN}/",
        f"SATURN_TOKEN={TOKEN}\nBASE_URL={URL}\nSATURN_BASE_URL=https://b.example/",
    ],
)
def test_u5_other_text_is_refused_without_echo(value: object) -> None:
    with pytest.raises(SaturnError) as failure:
        read_pasted(value)
    said = f"{failure.value} {failure.value.to_json()}"
    assert failure.value.status == 400
    assert TOKEN not in said
    assert "tökén" not in said
    assert len(said) < 1000


CANARY = "cAnArY8731"


@given(st.text(max_size=60), st.text(max_size=60))
def test_u5_refused_text_is_never_echoed(before: str, after: str) -> None:
    try:
        read_pasted(f"{before}{CANARY}{after}")
    except SaturnError as error:
        assert CANARY not in f"{error} {error.to_json()}"
