"""Who is here: the visit a browser shows, and the one store this process keeps for all of them."""

from lib.access.house import close_the_store, the_store
from lib.access.visits import COOKIE, actor, admit_owner, known, mint

__all__ = ["COOKIE", "actor", "admit_owner", "close_the_store", "known", "mint", "the_store"]
