"""Targets: the companies one wants, each with a priority and a plan B (rules S1-6, S2-18)."""

from dataclasses import dataclass, field

from lib.coaching.records import NOTE_LIMIT, Record, column


@dataclass(frozen=True, slots=True, kw_only=True)
class Target(Record):
    """One company one would like to work for."""

    company: str = field(metadata=column("Company", required=True))
    role: str = field(default="", metadata=column("Role"))
    priority: int = field(default=2, metadata=column("Priority", lowest=1, highest=3))
    """1 wanted most, 3 wanted least."""
    plan_b: str = field(default="", metadata=column("Plan B", limit=NOTE_LIMIT))
    notes: str = field(default="", metadata=column("Notes", limit=NOTE_LIMIT))
