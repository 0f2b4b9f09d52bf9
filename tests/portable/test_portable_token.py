"""Where the connect cell takes its token from, and that it keeps it nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from platforms import connect_cell

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from platforms import Kernel, Platform, Saturn

NOBODY = "Saturn: There is no token, and nobody to ask: set the environment variable SATURN_TOKEN."
SECRET = "Saturn: Saturn refused the token from {}: "
# No frame that an error left behind, and no variable, may know the token.
SEARCH = """import os, sys
_token = open({path!r}).read()
def _values(names):
    return [repr(value) for name, value in names.items() if name != "_token"]
def _texts():
    trace = getattr(sys, "last_traceback", None)
    while trace is not None:
        yield from _values(trace.tb_frame.f_locals)
        trace = trace.tb_next
    yield from _values(globals())
    yield repr(dict(os.environ))
    yield repr(In)
print("found" if any(_token in text for text in _texts()) else "nowhere")"""


@pytest.fixture
def kernel(platform: Callable[..., Platform], kernels: Callable[..., Kernel]) -> Kernel:
    return kernels(platform("plain"))


@pytest.fixture(scope="module")
def saturn(saturns: Callable[[str], Saturn]) -> Saturn:
    found = saturns("plain")
    found.start()
    return found


@pytest.mark.parametrize("form", ["{}", ' "{}"\t', '{{"token": "{}"}}'])
def test_a_hidden_prompt_takes_what_people_paste(kernel: Kernel, saturn: Saturn, form: str) -> None:
    shown = kernel.run(saturn.connect(), form.format(saturn.token))
    assert "Connected to first-steps, which is running." in shown
    assert "In JupyterLab on this machine no token is needed" in shown
    (asked,) = kernel.asked
    assert asked == {"prompt": "Saturn token (hidden, not saved): ", "password": True}
    assert saturn.token not in shown


def test_without_anybody_to_ask_one_sentence_names_the_variable(
    kernel: Kernel, saturn: Saturn
) -> None:
    shown = kernel.run(saturn.connect())
    assert shown.splitlines()[-1] == NOBODY
    assert "Traceback" not in shown


@pytest.mark.parametrize(
    ("behaviour", "sentence"),
    [
        ("not found", "Colab has no secret SATURN_TOKEN: add one under the key icon on the left."),
        ("no access", "Switch on Notebook access of the secret SATURN_TOKEN, under the key icon."),
        ("timeout", "Colab secrets work only in the Colab web page, and it did not answer."),
    ],
)
def test_colabs_three_errors_are_explained_and_the_user_is_asked(
    platform: Callable[..., Platform],
    kernels: Callable[..., Kernel],
    saturn: Saturn,
    behaviour: str,
    sentence: str,
) -> None:
    kernel = kernels(platform("plain", "colab"), USERDATA=behaviour)
    alone = kernel.run(saturn.connect()).splitlines()
    assert (alone[0], alone[-1]) == (sentence, NOBODY)
    shown = kernel.run(saturn.connect(), saturn.token)
    assert shown.startswith(sentence)
    assert "Connected to first-steps" in shown


def test_colab_enterprise_has_no_secrets_to_ask_for(
    platform: Callable[..., Platform], kernels: Callable[..., Kernel], saturn: Saturn
) -> None:
    enterprise = {"USERDATA": "not found", "VERTEX_PRODUCT": "COLAB_ENTERPRISE"}
    kernel = kernels(platform("plain", "colab"), **enterprise)
    assert "Colab" not in kernel.run(saturn.connect())


def test_kaggle_without_the_secret_says_where_to_add_it(
    platform: Callable[..., Platform], kernels: Callable[..., Kernel], saturn: Saturn
) -> None:
    kernel = kernels(platform("plain", "kaggle"))
    shown = kernel.run(saturn.connect()).splitlines()
    assert shown[0] == (
        "Kaggle gave no secret SATURN_TOKEN: add and tick it under Add-ons, Secrets."
    )
    assert shown[-1] == NOBODY


@pytest.mark.parametrize("secret", ["", "two words", "with a\nline break", '{"token": 5', "{}"])
def test_what_is_no_token_is_not_sent(kernel: Kernel, saturn: Saturn, secret: str) -> None:
    shown = kernel.run(saturn.connect(), secret)
    assert shown.splitlines()[-1] == "Saturn: What came from your input is not a token."


@pytest.mark.parametrize(
    ("standin", "name", "source"),
    [
        ("", "SATURN_TOKEN", "the environment variable SATURN_TOKEN"),
        ("colab", "USERDATA", "the Colab secret SATURN_TOKEN"),
        ("kaggle", "KAGGLE_SECRET", "the Kaggle secret SATURN_TOKEN"),
    ],
)
def test_a_refused_token_is_said_to_be_of_where_it_came_from(
    platform: Callable[..., Platform],
    kernels: Callable[..., Kernel],
    saturn: Saturn,
    standin: str,
    name: str,
    source: str,
) -> None:
    kernel = kernels(platform("plain", standin), **{name: "canary-that-is-wrong"})
    shown = kernel.run(saturn.connect())
    assert SECRET.format(source) in shown
    assert "canary" not in shown


def test_a_token_of_another_saturn_stays_at_home(
    platform: Callable[..., Platform], kernels: Callable[..., Kernel], saturn: Saturn
) -> None:
    there = {"SATURN_TOKEN": saturn.token, "SATURN_BASE_URL": "https://saturn.example/"}
    kernel = kernels(platform("plain"), **there)
    shown = kernel.run(saturn.connect()).splitlines()
    assert shown[0] == (
        "The token in the environment is for https://saturn.example/, "
        f"and is not sent to {saturn.url}."
    )
    assert shown[-1] == NOBODY
    # The same Saturn, written otherwise, is the same.
    kernel = kernels(platform("plain"), **{**there, "SATURN_BASE_URL": saturn.url + "dash/x"})
    assert "Connected to" in kernel.run(saturn.connect())


@pytest.mark.parametrize("url", ["http://saturn.example/", "ftp://127.0.0.1/", "saturn.example"])
def test_a_token_goes_over_tls_only(kernel: Kernel, url: str) -> None:
    shown = kernel.run(connect_cell(baseUrl=url), "canary")
    assert shown.endswith(f"Saturn: SATURN_BASE_URL must begin with https://, and is {url!r}.\n")
    assert kernel.asked == []


def test_an_address_with_a_user_in_it_is_refused(kernel: Kernel) -> None:
    url = "https://saturn.example@evil.example/"
    shown = kernel.run(connect_cell(baseUrl=url), "canary")
    assert shown.endswith(f"Saturn: SATURN_BASE_URL must name a server, and is {url!r}.\n")
    assert kernel.asked == []


@pytest.mark.parametrize("cluster", [None, "0" * 32], ids=["connected", "refused later"])
def test_an_error_leaves_the_token_nowhere(
    kernel: Kernel, saturn: Saturn, tmp_path: Path, cluster: str | None
) -> None:
    path = tmp_path / "token"
    path.write_text(saturn.token)
    kernel.run("%xmode Verbose")
    options = {} if cluster is None else {"clusterId": cluster}
    shown = kernel.run(saturn.connect(**options), saturn.token)
    assert ("HTTP 404" if cluster else "Connected to") in shown
    assert saturn.token not in shown
    assert kernel.run(SEARCH.format(path=str(path))) == "nowhere\n"
