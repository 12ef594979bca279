"""The applications that every sandbox knows, with ids that never change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from refold_nb.sandbox.ids import stable_id

if TYPE_CHECKING:
    from refold_nb.sandbox.records import Json


@dataclass(frozen=True, slots=True)
class Application:
    """An application that workflows can be attached to."""

    name: str
    slug: str
    auth_type: str
    tags: tuple[str, ...]
    connected: bool = False

    @property
    def id(self) -> str:
        """24 hex digits, the same in every sandbox."""
        return stable_id("application", self.slug)

    def document(self, account: str) -> Json:
        """The application as the API describes it to a linked account."""
        connection = {
            "identifier": f"{account}@{self.slug}.example",
            "auth_type": self.auth_type,
            "status": "active",
        }
        return {
            "name": self.name,
            "slug": self.slug,
            "app_id": self.id,
            "type": self.slug,
            "icon": f"/icons/{self.slug}.svg",
            "auth_type": self.auth_type,
            "tags": list(self.tags),
            "connected": self.connected,
            "connected_accounts": [connection] if self.connected else [],
            "reauth_required": False,
        }

    def summary(self) -> Json:
        """The short form that older answers put beside a workflow."""
        return {"_id": self.id, "name": self.name, "slug": self.slug}


CUSTOM = Application("Custom Application", "custom", "keybased", ())
"""The organisation's default custom application; the list of applications leaves it out."""

# A few are connected and most are not, so that both show in a picker.
APPLICATIONS = (
    Application("HubSpot", "hubspot", "oauth2", ("CRM", "Marketing"), connected=True),
    Application("Salesforce", "salesforce", "oauth2", ("CRM",), connected=True),
    Application("Slack", "slack", "oauth2", ("Communication",), connected=True),
    Application("NetSuite", "netsuite", "keybased", ("ERP", "Accounting")),
    Application("QuickBooks", "quickbooks", "oauth2", ("Accounting",)),
    Application("Xero", "xero", "oauth2", ("Accounting",)),
    Application("Shopify", "shopify", "oauth2", ("E-commerce",)),
    Application("Stripe", "stripe", "keybased", ("Payments",)),
    Application("Zendesk", "zendesk", "oauth2", ("Support",)),
    Application("Jira", "jira", "oauth2", ("Project management",)),
    Application("Google Sheets", "google_sheets", "oauth2", ("Spreadsheet",), connected=True),
    Application("Microsoft Dynamics 365", "dynamics_365", "oauth2", ("CRM", "ERP")),
    Application("Workday", "workday", "keybased", ("HR",)),
    Application("Mailchimp", "mailchimp", "oauth2", ("Marketing",)),
)

# The custom application can be asked for by name, too, though it is not listed.
BY_SLUG = {application.slug: application for application in (*APPLICATIONS, CUSTOM)}
BY_ID = {application.id: application for application in (*APPLICATIONS, CUSTOM)}
