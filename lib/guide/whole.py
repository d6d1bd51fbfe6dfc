"""Is the whole guide fit to be used? All of it is read at the start, so that no page meets a slip.

What a reader hands out is kept, so a page pays nothing for it later.
"""

from __future__ import annotations

from lib.coaching.scripts import ScriptKind
from lib.guide import desk, outlines, practice, published, reader, talking, teaching, workshop
from lib.guide.files import table_of

READERS = (
    reader.ladder,
    reader.past,
    reader.cadences,
    reader.kinds,
    reader.strengths,
    reader.minimum_strength,
    reader.limits,
    reader.give_ideas,
    reader.measures,
    reader.prompts,
    reader.changes,
    reader.starting_points,
    desk.attention,
    outlines.blanks,
    practice.exercises,
    practice.practices,
    practice.search,
    published.both_ways,
    talking.talk,
    talking.session_days,
    teaching.articles,
    teaching.rules,
    teaching.settled,
    workshop.hour,
    workshop.sitting,
    workshop.room_asked,
    workshop.room_exercises,
    workshop.room_numbers,
    workshop.room_questions,
)
"""Every reader that needs to be told nothing; a test holds that none is left out."""


def read_all() -> None:
    """Read everything there is in the guide.

    Raises:
        GuideError: something in it is not what it should be; the message names file and entry.
    """
    for one in READERS:
        one()
    for name, row in table_of("sayings.toml").items():
        if isinstance(row, dict):
            reader.saying(name)
    for name, rules in outlines.parts().items():
        teaching.known(rules, f"parts.toml · {name}")
    for kind in ScriptKind:
        outlines.scaffold(kind)
    for scaffold in outlines.every():
        teaching.known(scaffold.rules, f"scripts/{scaffold.name}.md")
    teaching.check_entries()
