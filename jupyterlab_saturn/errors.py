"""The one exception that is fit for the user's eyes."""

from __future__ import annotations


class SaturnError(Exception):
    """Something that went wrong, in words that a user can act on.

    ``code`` is for programs, ``title`` says what happened, ``reason`` why, ``hint`` what to do
    next; ``status`` is the HTTP status our own server answers with. None of them ever holds a
    token, a traceback or HTML from upstream: whoever raises the error sees to that.
    """

    def __init__(self, code: str, title: str, reason: str, hint: str, status: int = 502) -> None:
        super().__init__(f"{code}: {title} {reason}".strip())
        self.code = code
        self.title = title
        self.reason = reason
        self.hint = hint
        self.status = status
        #: Seconds that Saturn asked us to wait, never more than a minute.
        self.retry_after: float | None = None
        #: A read may be tried again at once.
        self.is_transient = False
        #: A write may have reached Saturn although its answer did not reach us.
        self.is_uncertain = False

    def to_json(self) -> dict[str, str]:
        """Describe the error as the browser gets it."""
        return {
            "code": self.code,
            "title": self.title,
            "reason": self.reason,
            "hint": self.hint,
        }


def bad_request(reason: str, hint: str = "") -> SaturnError:
    """Refuse what the browser sent, before anything goes upstream."""
    return SaturnError("bad-request", "This request cannot be carried out", reason, hint, 400)


def no_such_cluster(cluster_id: str) -> SaturnError:
    """Say that Saturn does not know the cluster, or not as this user's."""
    return SaturnError(
        "not-found",
        "There is no such cluster",
        f"Saturn knows no cluster {cluster_id!r} that you may use; it may have been deleted.",
        "Refresh the list and choose another one.",
        404,
    )
