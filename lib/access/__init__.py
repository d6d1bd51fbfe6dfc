"""Who is here: the visit a browser shows, and the one store this process keeps for all of them."""

from lib.access.house import close_the_store, the_store
from lib.access.visits import COOKIE, actor, admit_owner, mint

__all__ = ["COOKIE", "actor", "admit_owner", "close_the_store", "mint", "the_store"]
