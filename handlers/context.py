"""What each use case receives beside the transaction and the message."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from domain.cards import Draft
from domain.errors import Expired
from domain.localtime import local_date
from domain.messages import Address, IncomingMessage
from domain.rules import RuleBook
from domain.users import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The moment and the rules: the same for every message handled now. `web_address`: of the web chat."""

    now: datetime
    book: RuleBook
    web_address: str = ""

    @property
    def today(self) -> date:
        """The local date in Viet Nam."""
        return local_date(self.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One message of a known user, with the cards that are open in its chat."""

    context: Context
    message: IncomingMessage
    user: User
    drafts: tuple[Draft, ...]
    source_id: int | None = None

    @property
    def now(self) -> datetime:
        """When it is handled."""
        return self.context.now

    @property
    def today(self) -> date:
        """The local date on which it is handled."""
        return self.context.today

    @property
    def sent_on(self) -> date:
        """The local date on which it was written: what "hôm qua" counts from."""
        return local_date(self.message.sent_at)

    @property
    def address(self) -> Address:
        """Where the answer goes."""
        return self.message.address

    def draft(self, draft_id: int) -> Draft | None:
        """The open card of that id, if it still is open."""
        return next((d for d in self.drafts if d.id == draft_id), None)

    def pressed(self, arguments: Mapping[str, Any]) -> Draft:
        """The open card whose button was pressed. Raises Expired when it changed since or is closed."""
        draft = self.draft(arguments["draft"])
        if draft is None or draft.version != arguments["version"]:
            raise Expired
        return draft
