"""The user."""

from __future__ import annotations

from jupyterlab_saturn.local.views import user_view

from .base import Handler


class UserHandler(Handler):
    """Who the token says one is."""

    def get(self) -> None:
        """Return the user."""
        self.reply(user_view(self.caller.user))


class UserTokenHandler(Handler):
    """The page on which users of 2021 found their token."""

    def get(self) -> None:
        """Return the very token that was shown: none is kept in the clear to look up."""
        self.caller.require_whole_user()
        self.reply({"token": self.secret})
