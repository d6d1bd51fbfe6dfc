"""Who is here: the visit a browser shows, and the one store this process keeps for all of them."""

from lib.access.house import (
    close_the_store,
    forget_the_example,
    sweep_examples,
    the_example_store,
    the_store,
)
from lib.access.visits import (
    COOKIE,
    SECURE_COOKIE,
    actor,
    admit_owner,
    cookie_gone,
    cookie_line,
    known,
    mint,
)

__all__ = [
    "COOKIE",
    "SECURE_COOKIE",
    "actor",
    "admit_owner",
    "close_the_store",
    "cookie_gone",
    "cookie_line",
    "forget_the_example",
    "known",
    "mint",
    "sweep_examples",
    "the_example_store",
    "the_store",
]
