"""Colab's secrets, behaving as `USERDATA` in the environment says.

The names and bases of the errors are those of google-colab 1.0.0: `NotebookAccessError` is a bare
`Exception`, and outside of Colab's web page every call times out.
"""

import os

from google.colab import errors


class SecretNotFoundError(errors.Error):
    """There is no secret of that name."""

    def __init__(self, key):
        super().__init__(f"Secret {key} does not exist.")


class TimeoutException(errors.Error):
    """The page did not answer."""

    def __init__(self, key):
        super().__init__(f"Requesting secret {key} timed out.")


class NotebookAccessError(Exception):
    """The notebook may not read the secret."""

    def __init__(self, key):
        super().__init__(f"Notebook does not have access to secret {key}")


def get(key):
    behaviour = os.environ["USERDATA"]
    failures = {
        "not found": SecretNotFoundError,
        "no access": NotebookAccessError,
        "timeout": TimeoutException,
    }
    if behaviour in failures:
        raise failures[behaviour](key)
    return behaviour
