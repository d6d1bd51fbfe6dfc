"""The ledger: what was given to each person, what was asked of them, and who is owed something.

Every request is a favour asked (rule S1-9) and help received is one more; each thing given counts
one back, and so does a yes to "Ever helped them?" (rules S1-15 to S1-17, S2-28). Giving is counted
before asking (rule S3-15). What is kept here follows the records change by change, so that a ledger
of five thousand people costs what one of fifty does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact
from lib.coaching.derived import Derived
from lib.coaching.gives import Give
from lib.coaching.text import folded
from lib.coaching.touches import Outcome, Touch
from lib.coaching.workbook import (
    ASKS_BY_CONTACT,
    COURSES,
    GIVES_BY_CONTACT,
    TOUCHES_BY_CONTACT,
    Changed,
    Each,
    Records,
    Sorted,
)


@dataclass(frozen=True, slots=True)
class Account:
    """Give and take with one person, in counts."""

    contact: str
    """The contact's id."""
    name: str
    """The contact's name, folded: for sorting, never shown."""
    given: int
    """Things given, a yes to "Ever helped them?" among them."""
    planned: int
    """Gives that have not happened yet."""
    asked: int
    """Asks that went out and reached them."""
    helped: int
    """How often they helped."""

    @property
    def owing(self) -> int:
        """How much more was asked and received than given; 0 where nothing is owed."""
        return max(self.asked + self.helped - self.given, 0)


@dataclass(frozen=True, slots=True)
class Accounts(Derived[Account]):
    """Index: the account of each contact with whom anything was given, planned or asked."""

    def rows(self, records: Records) -> Iterable[str]:
        """Return the ids of all contacts."""
        records.index(COURSES)
        records.index(ASKS_BY_CONTACT)
        records.index(GIVES_BY_CONTACT)
        records.index(TOUCHES_BY_CONTACT)
        return records.all(Contact)

    def value(self, records: Records, row: str) -> Account | None:
        """Return one contact's account; None where nothing passed between them yet."""
        contact = records.get(Contact, row)
        if contact is None:
            return None
        found = account(records, contact)
        return found if found.given or found.planned or found.asked or found.helped else None

    def affected(self, records: Records, changes: Sequence[Changed]) -> set[str]:
        """Return the contacts that changed themselves or through a give, an ask or a touch."""
        found = set()
        for change in changes:
            for record in (change.before, change.after):
                if isinstance(record, Contact):
                    found.add(record.id)
                elif isinstance(record, Ask | Give | Touch):
                    found.add(record.contact)
        courses = records.index(COURSES)
        for ask in COURSES.affected(records, changes):
            if ask in courses:
                found.add(courses[ask].ask.contact)
        return found


def account(records: Records, contact: Contact) -> Account:
    """Return the account with one person, all counts 0 where nothing passed between you yet."""
    courses = records.index(COURSES)
    asks = [courses[one.id] for one in records.index(ASKS_BY_CONTACT).get(contact.id, ())]
    gives = records.index(GIVES_BY_CONTACT).get(contact.id, ())
    given = sum(one.given_on is not None for one in gives)
    unasked = sum(
        one.ask is None and one.outcome is Outcome.HELPED
        for one in records.index(TOUCHES_BY_CONTACT).get(contact.id, ())
    )
    return Account(
        contact=contact.id,
        name=folded(contact.name),
        given=given + (contact.ever_helped is True),
        planned=sum(one.given_on is None and one.planned_on is not None for one in gives),
        asked=sum(bool(one.attempts) and not one.bounced for one in asks),
        helped=sum(one.helped for one in asks) + unasked,
    )


ACCOUNTS = Accounts()
"""The account of each contact with whom anything passed."""
OWED = Sorted(ACCOUNTS, lambda one: (-one.owing, one.name, one.contact) if one.owing else None)
"""Who is owed something, the most first."""
LEDGER = Sorted(ACCOUNTS, lambda one: (one.name, one.contact))
"""All accounts in the order of names."""
GIVES = Each(Give)
"""The gives themselves."""
GIVEN = Sorted(
    GIVES, lambda one: (-one.given_on.toordinal(), one.id) if one.given_on is not None else None
)
"""What was given, newest first."""
PLANNED = Sorted(
    GIVES,
    lambda one: (
        (one.planned_on.toordinal(), one.id)
        if one.planned_on is not None and one.given_on is None
        else None
    ),
)
"""What is planned, nearest day first."""
SENT = Sorted(
    COURSES,
    lambda one: (
        (one.first_on.toordinal(), one.ask.id)
        if one.first_on is not None and not one.bounced
        else None
    ),
)
"""The asks that went out and reached someone, oldest first."""
