"""What this installation is."""

from __future__ import annotations

from jupyterlab_saturn.local.definitions import text
from jupyterlab_saturn.local.sizes import SIZES
from jupyterlab_saturn.local.views import project_view

from .base import Handler

# The API version of saturn-api 2026.6.3, which this server follows.
API_VERSION = "2026.02.01"


class StatusHandler(Handler):
    """Whether the API is up."""

    def get(self) -> None:
        """Return so."""
        self.reply({"status": "ok", "version": API_VERSION})


class InfoHandler(Handler):
    """saturn-api's `AppInfo`: for the most part, what there is not."""

    def get(self) -> None:
        """Return its twenty required fields."""
        absent = dict.fromkeys(
            (
                "is_multicluster",
                "allow_deployment_public_access",
                "is_enterprise",
                "hotjar_user_tracking",
                "network_filesystem_enabled",
                "dind_enabled",
                "token_factory_enabled_global",
                "apply_requires_confirm",
                "populate_examples",
                "user_tracking",
            ),
            False,
        )
        self.reply(
            {
                **absent,
                "cloud_provider": "local",
                "customer_name": "local",
                "stripe_public_key": None,
                "version": API_VERSION,
                "auth0": {"enabled": False, "connections": {}, "disable_native_login": True},
                "git_repo_clone_dir": "",
                "app_serving_domain": "",
                "hide_invitations": True,
                "whitelabel": {
                    "enabled": False,
                    "brand_name": "Local Saturn",
                    "logo_icon_url": "",
                    "logo_full_url": "",
                    "primary_color": "",
                    "support_email": "",
                    "website_url": "",
                },
                "hide_resource_creation_bar": True,
            }
        )


class ServersHandler(Handler):
    """saturn-api's `ServerOptions`."""

    def get(self) -> None:
        """Return the sizes; nothing here shuts itself off or asks for a disk."""
        sizes = {name: size.view() for name, size in SIZES.items()}
        self.reply({"auto_shutoff": [], "disk_space": [], "sizes": sizes})


class NoneHandler(Handler):
    """A kind of resource that there is none of: jobs, deployments."""

    def get(self, kind: str) -> None:
        """Return saturn-api's empty list of them."""
        self.reply({kind: []})


class WorkspacesHandler(Handler):
    """The user's projects: fewer fields than Saturn's workspaces have."""

    def get(self) -> None:
        """List those within the token's reach."""
        state = self.services.store.state
        mine = [row for row in state.projects.values() if self.caller.may_see(row)]
        self.reply({"workspaces": [project_view(state, row) for row in mine]})

    def post(self) -> None:
        """Make one of a name."""
        name = text("name", self.body().get("name"))
        project = self.services.accounts.create_project(self.caller, name)
        self.reply(project_view(self.services.store.state, project), 201)
