"""What stands between the world and an operation: who comes from where, what they may spend, with which document."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from db.database import Database
from domain.access import Principal
from domain.terms import Role
from graph.introspection import MayIntrospect, open_to_all
from resolvers.allowances import Allowance
from resolvers.budgets import Budgets
from server.clients import Clients
from server.exposure import CLOSED, DEMO, OPEN, REQUIRED, SIGNED_IN, Exposure
from server.response_headers import Headers, security_headers
from server.trusted_documents import TrustedDocuments

INTROSPECTORS: Mapping[str, MayIntrospect] = {
    OPEN: open_to_all,
    SIGNED_IN: lambda principal: principal.role is not Role.CITIZEN,
    CLOSED: lambda _: False,
}


@dataclass(frozen=True)
class Ingress:
    """What requests are checked by on their way in, whether by HTTP, server-sent events or WebSockets.

    `links` says whether a link of a stranger may hold a document as text: any page can make a browser follow one.
    """

    clients: Clients
    budgets: Budgets
    documents: TrustedDocuments
    headers: Headers = field(default_factory=lambda: security_headers(0))
    links: bool = True

    def allowance(self, principal: Principal, address: str) -> Allowance:
        """What somebody may spend who asks from an address."""
        return Allowance(self.budgets, self.budgets.client(principal, address))


def open_ingress(database: Database, key: bytes, exposure: Exposure) -> Ingress:
    """The ingress of a process, as it is set."""
    return Ingress(
        Clients(exposure.proxies),
        Budgets(database, key, exposure.budgets),
        TrustedDocuments(database, required=exposure.documents == REQUIRED),
        security_headers(exposure.hsts),
        links=exposure.profile == DEMO or exposure.documents == REQUIRED,
    )
