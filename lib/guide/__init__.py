"""The guide: the articles' numbers and words as data, each with the rules it rests on.

Everything a coach could change without a programmer lies in the `*.toml` and `scripts/*.md` beside
this file; each says in its first lines what may be changed. Rules never read the guide: a page
hands them what they need. A file that cannot be read as what it should be raises `GuideError`,
which names the file and the entry.
"""

from lib.guide.desk import attention
from lib.guide.files import GuideError, may_change
from lib.guide.invented import example
from lib.guide.outlines import Blank, Scaffold, blanks, fill, scaffold, scaffolds
from lib.guide.practice import exercises, practices, search
from lib.guide.published import Published, both_ways, published_rules
from lib.guide.reader import (
    Entry,
    Idea,
    Prompt,
    Saying,
    StartingPoint,
    StartingPoints,
    cadences,
    changes,
    entries,
    give_ideas,
    kinds,
    label,
    ladder,
    limits,
    measures,
    minimum_strength,
    past,
    prompts,
    saying,
    starting_points,
    strengths,
    way,
)
from lib.guide.talking import session_days, talk
from lib.guide.teaching import Article, Place, Rule, Settlement, articles, rules, settled
from lib.guide.whole import read_all
from lib.guide.workshop import (
    RoomNumbers,
    RoomQuestion,
    RoomStep,
    hour,
    plan_of,
    room_asked,
    room_exercises,
    room_numbers,
    room_questions,
    sitting,
    step_of,
)

__all__ = [
    "Article",
    "Blank",
    "Entry",
    "GuideError",
    "Idea",
    "Place",
    "Prompt",
    "Published",
    "RoomNumbers",
    "RoomQuestion",
    "RoomStep",
    "Rule",
    "Saying",
    "Scaffold",
    "Settlement",
    "StartingPoint",
    "StartingPoints",
    "articles",
    "attention",
    "blanks",
    "both_ways",
    "cadences",
    "changes",
    "entries",
    "example",
    "exercises",
    "fill",
    "give_ideas",
    "hour",
    "kinds",
    "label",
    "ladder",
    "limits",
    "may_change",
    "measures",
    "minimum_strength",
    "past",
    "plan_of",
    "practices",
    "prompts",
    "published_rules",
    "read_all",
    "room_asked",
    "room_exercises",
    "room_numbers",
    "room_questions",
    "rules",
    "saying",
    "scaffold",
    "scaffolds",
    "search",
    "session_days",
    "settled",
    "sitting",
    "starting_points",
    "step_of",
    "strengths",
    "talk",
    "way",
]
