"""Every table with rows of a person: what of it they take along, and what they do not, and why.

A test walks the models: one that leads to a user, or to a row of theirs, and stands in neither list fails.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import Field, Model, QuerySet

from accounts.models import User


class Table(NamedTuple):
    """Rows of one person. `path` leads from a row to its user; `without` are columns that stay here."""

    label: str
    path: str = "owner"
    without: frozenset[str] = frozenset()

    @property
    def model(self) -> type[Model]:
        return apps.get_model(self.label)

    @property
    def columns(self) -> list[str]:
        """What leaves, in the order of the model."""
        fields: list[Field[Any, Any]] = list(self.model._meta.concrete_fields)
        return [field.attname for field in fields if field.name not in self.without]

    def rows(self, user: User) -> QuerySet[Any]:
        """The person's rows, also those in the trash."""
        return self.model._base_manager.filter(**{self.path: user.pk}).order_by("pk")


def _table(label: str, path: str = "owner", without: str = "") -> Table:
    return Table(label, path, frozenset(without.split()))


TAKEN = (
    # Secrets: the password's hash and the secrets of the second step.
    _table("accounts.User", "pk", "password groups user_permissions deleting_since"),
    _table("account.EmailAddress", "user"),
    _table("mfa.Authenticator", "user", "data"),
    _table("usersessions.UserSession", "user", "session_key data"),
    # Marks of dismissed hints say nothing without the site's key.
    _table("residents.Resident", "user", "not_cases"),
    _table("residents.Achievement"),
    _table("residents.Narrative"),
    _table("residents.Affiliation"),
    _table("residents.Pause"),
    _table("residents.Rotation"),
    # What searching and sorting made of the other columns.
    _table("contacts.Contact", without="search search_own search_heard sort_name"),
    _table("contacts.Way"),
    _table("contacts.RoleTerm"),
    _table("contacts.Introduction"),
    _table("contacts.Membership"),
    _table("followups.FollowUp"),
    _table("followups.Reminder"),
    _table("followups.Digest"),
    _table("followups.Letter"),
    _table("interactions.Event"),
    _table("interactions.Goal"),
    _table("interactions.Session"),
    _table("interactions.Target"),
    _table("interactions.Interaction"),
    _table("interactions.Participant"),
    _table("interactions.Promise"),
    _table("interactions.Advice"),
    _table("interactions.GoodTurn"),
    _table("interactions.Pairing"),
    _table("interactions.Reading"),
    _table("interactions.Offer"),
    _table("interactions.Opportunity"),
    _table("interactions.Group"),
    _table("interactions.GroupMember"),
    _table("interactions.HeldLine"),
    _table("interactions.HeldLine_fits", "heldline__owner"),
    _table("interactions.Interaction_opened", "interaction__owner"),
    _table("interactions.Interaction_closed", "interaction__owner"),
    # The text holds links that work without signing in.
    _table("outbox.Message", without="key text html headers lease_owner lease_until"),
    _table("outbox.Attempt", "message__owner"),
    _table("outbox.Suppression"),
    _table("programs.Staff", "user"),
    _table("programs.Enrollment", "user"),
    _table("programs.AdvisorAssignment", "enrollment__user"),
    _table("programs.RosterEntry", "enrollment__user"),
    _table("programs.Consent", "enrollment__user"),
    _table("programs.RelationshipConsent", "enrollment__user"),
    _table("programs.ShareEvent", "user"),
    _table("programs.HelpRequest", "enrollment__user", "answered_by"),
    _table("programs.AdvisingMeeting", "enrollment__user"),
)

# Label -> why nobody takes it along.
LEFT_OUT = {
    "accounts.Session": "the key of a signed-in browser; where and when is in usersessions.UserSession",
    "accounts.Submission": "keys of forms that were sent, thrown away after a week",
    "accounts.User_groups": "no groups are used",
    "accounts.User_user_permissions": "no permissions are used",
    "account.EmailConfirmation": "a link that confirms an address",
    "outbox.OperatorAct": "the site's log of what operators did to the mail",
    "programs.Program": "a program's own; made by somebody, owned by nobody",
    "programs.Advisor": "a program's own list of its advisors",
    "programs.Invitation": "a program's own links, and a hash that opens them",
    "programs.RollOver": "a program's own; it tells of many residents",
    "programs.MutedAlert": "what a program does not want to be told again",
    "programs.AuditEvent": "a program's log, with names of others; “What I chose, and who looked” shows it",
}
