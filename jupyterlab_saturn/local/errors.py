"""The one exception whose text reaches the caller."""

from __future__ import annotations


class ApiError(Exception):
    """A refusal that the caller may read.

    `status` is the HTTP status. `message` is a whole sentence for a person: it carries no
    secret, no path and no traceback.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def bad_request(message: str) -> ApiError:
    """Refuse a value (400)."""
    return ApiError(400, message)


def not_found(what: str) -> ApiError:
    """Refuse an unknown thing, or somebody else's: the two read the same (404)."""
    return ApiError(404, f"There is no such {what}.")


def conflict(message: str) -> ApiError:
    """Refuse what the present state does not allow (409)."""
    return ApiError(409, message)
