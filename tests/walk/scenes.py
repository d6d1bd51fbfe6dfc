"""The scenes of the walk: every situation in which a rule of the articles shows.

To add one, append it to its page's list: records, what stands in the address, taps. A tap gets the
`AppTest` and does one thing; the page is run after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from lib.coaching.asks import Ask, AskKind, Scope
from lib.coaching.belief import change_kept
from lib.coaching.contacts import Cadence, Contact, Kind, MetHow
from lib.coaching.exercises import Exercise
from lib.coaching.gives import Give, GiveKind
from lib.coaching.paragraphs import joined
from lib.coaching.promises import Promise
from lib.coaching.records import Record
from lib.coaching.scripts import ScriptKind
from lib.coaching.targets import Target
from lib.coaching.touches import Channel, Direction, Help, Outcome, Purpose, RungKind, Touch
from lib.expectations.groups import By
from lib.guide.files import FOLDER, table_of
from tests.daytime import today
from tests.walk.walking import Scene, Tap

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

RUNGS = list(RungKind)
HABIT = ("After which daily habit?", "after the first coffee")
"""An answer as the exercise keeps it."""


# what a person does


def unfold(key: str) -> Tap:
    """Open what is folded under a key; a switch and an opened box are the same."""

    def tap(at: AppTest) -> None:
        at.session_state[key] = True

    return tap


def put(key: str, value: object) -> Tap:
    """Choose or type something in the widget of a key."""

    def tap(at: AppTest) -> None:
        at.session_state[key] = value

    return tap


def press(key: str) -> Tap:
    """Tap the one button whose key begins so."""

    def tap(at: AppTest) -> None:
        (found,) = [one for one in at.button if (one.key or "").startswith(key)][:1]
        found.click()

    return tap


def choose(key: str, value: object) -> Tap:
    """Tap a pill of the group whose key begins so."""

    def tap(at: AppTest) -> None:
        groups = [*at.pills, *at.segmented_control]
        (found,) = [one for one in groups if (one.key or "").startswith(key)][:1]
        found.select(value)

    return tap


def choose_each(label: str, at_place: int) -> Tap:
    """Tap the pill at a place, from 0, of every group with this label."""

    def tap(at: AppTest) -> None:
        for one in (*at.pills, *at.segmented_control):
            if one.label == label:
                one.select(one.options[at_place])

    return tap


def switch_on(prefix: str) -> Tap:
    """Turn on every switch whose key begins so."""

    def tap(at: AppTest) -> None:
        for one in at.toggle:
            if (one.key or "").startswith(prefix):
                one.set_value(True)

    return tap


def choose_everything(at: AppTest) -> None:
    """Tap the first pill of every group where nothing is chosen yet."""
    for one in (*at.pills, *at.segmented_control):
        if not one.value:
            one.select(one.options[0])


# what lies there


def ago(days: int) -> date:
    """Return the day so many days before today at the desk."""
    return today() - timedelta(days=days)


def person(name: str = "Ravi", kind: Kind | None = Kind.OTHER, **more: Any) -> Contact:  # noqa: ANN401 - fields by name
    """Return a contact; more of its fields by name."""
    return Contact(name=name, kind=kind, **more)


MEI = Contact(name="Mei Lin", kind=Kind.COLLEAGUE, strength=4, phone="0123456", knows_my_work=True)
"""A former colleague whom the scenes share."""


def tried(contact: Contact, *days: int, **of_ask: Any) -> tuple[Ask, list[Record]]:  # noqa: ANN401 - fields by name
    """Return an ask, and all records of it, tried so many days ago each."""
    ask = Ask(contact=contact.id, **of_ask)
    touches = [
        Touch(contact=contact.id, ask=ask.id, on=ago(one), channel=Channel.EMAIL, rung=rung)
        for one, rung in zip(days, RUNGS, strict=False)
    ]
    return ask, [contact, ask, *touches]


def answered(
    contact: Contact,
    *,
    outcome: Outcome = Outcome.HELPED,
    sent: int = 20,
    came: int = 10,
    thanked: bool = False,
    **of_ask: Any,  # noqa: ANN401 - fields by name
) -> tuple[Ask, list[Record]]:
    """Return an ask with its answer, and all records of it."""
    ask, rows = tried(contact, sent, **of_ask)
    reply = Touch(
        contact=contact.id,
        ask=ask.id,
        on=ago(came),
        direction=Direction.REPLY,
        channel=Channel.EMAIL,
        outcome=outcome,
        helped_with=(Help.INTRODUCTION,) if outcome is Outcome.HELPED else (),
    )
    thanks = Touch(contact=contact.id, ask=ask.id, on=ago(came - 1), purpose=Purpose.THANKS)
    return ask, [*rows, reply, *([thanks] if thanked else [])]


def silences(many: int, kind: Kind = Kind.OTHER) -> list[Record]:
    """Return so many asks to one kind, each tried three times long ago and silent."""
    found: list[Record] = []
    for one in range(many):
        _, rows = tried(person(f"Nobody {one}", kind), 100 - one, 92 - one, 84 - one)
        found += rows
    return found


def rows(*groups: Sequence[Record] | Record) -> list[Record]:
    """Return all records of some groups, each once."""
    found: dict[str, Record] = {}
    for group in groups:
        for one in [group] if isinstance(group, Record) else group:
            found[one.id] = one
    return list(found.values())


# Today


def _today() -> list[Scene]:
    by_mei: dict[str, Any] = {"mutual_contact": MEI.id}
    second, second_rows = tried(person(**by_mei), 8)
    light, light_rows = tried(person(), 20, 8)
    letter, letter_rows = tried(person(**by_mei), 24, 16, 8)
    word, word_rows = tried(person(**by_mei), 40, 30, 20, 11)
    rest, rest_rows = tried(person(), 30, 20, 11)
    by_many_ways = [
        replace(one, channel=Channel.PHONE) if isinstance(one, Touch) and one.on == ago(20) else one
        for one in tried(person(), 30, 20, 11)[1]
    ]
    helped, helped_rows = answered(person(**by_mei))
    no, no_rows = answered(person(), outcome=Outcome.UNWILLING)
    told, told_rows = answered(person(**by_mei), thanked=True)
    again, again_rows = tried(person(), 60, 50, 40, let_go_on=ago(31), revisit_on=ago(1))
    more, more_rows = tried(person(), 30, 20, 11, tries=4, tries_reason="We spoke last week")
    promise = Promise(contact=MEI.id, what="Write to Ola", made_on=ago(20), by=ago(1))
    social = person("Pat", Kind.SOCIAL, strength=3)
    theirs = Promise(contact=social.id, what="Name me to Kim", made_on=ago(20), by=ago(1))
    give = Give(contact=MEI.id, planned_on=ago(0))
    monthly = person("Ana", Kind.FRIEND, cadence=Cadence.MONTHLY, connected_on=ago(90))
    spoken = Touch(contact=monthly.id, on=ago(80), purpose=Purpose.KEEP_IN_TOUCH)
    return [
        Scene("a newcomer", "today"),
        Scene("the second message is due", "today", rows(MEI, second_rows)),
        Scene(
            "its words",
            "today",
            rows(MEI, second_rows),
            [press(f"main-try-{second.id}")],
        ),
        *(
            Scene(
                f"how it turned out: {outcome.name.lower()}",
                "today",
                rows(MEI, second_rows),
                [
                    press(f"answer-try-{second.id}"),
                    choose(f"outcome-try-{second.id}", outcome),
                ],
            )
            for outcome in Outcome
        ),
        Scene(
            "letting it rest early",
            "today",
            rows(MEI, second_rows),
            [press(f"rest-try-{second.id}")],
        ),
        Scene("the light one is due", "today", light_rows, [press(f"main-try-{light.id}")]),
        Scene(
            "the letter is due", "today", rows(MEI, letter_rows), [press(f"main-try-{letter.id}")]
        ),
        Scene(
            "a friend's word is due", "today", rows(MEI, word_rows), [press(f"main-try-{word.id}")]
        ),
        Scene("it can rest, after several ways", "today", by_many_ways),
        Scene(
            "a moment of the day was chosen",
            "today",
            rows(rest_rows, Exercise(name="habit", on=ago(3), answer=joined([HABIT]))),
        ),
        Scene("it can rest", "today", rest_rows, [press(f"more-rest-{rest.id}")]),
        Scene("one more, as chosen", "today", more_rows, [press(f"main-try-{more.id}")]),
        Scene("look again", "today", again_rows, [press(f"later-revisit-{again.id}")]),
        Scene(
            "an answer to thank for",
            "today",
            rows(MEI, helped_rows),
            [press(f"main-thank-{helped.id}")],
        ),
        Scene("a no to thank for", "today", no_rows, [press(f"main-thank-{no.id}")]),
        Scene(
            "news for the introducer",
            "today",
            rows(MEI, told_rows),
            [press(f"main-tell-{told.id}")],
        ),
        Scene("a promise", "today", [MEI, promise]),
        Scene("a promise of someone known socially", "today", [social, theirs]),
        Scene("something to give", "today", [MEI, give]),
        Scene("keep in touch", "today", [monthly, spoken], [press("main-keep_in_touch-")]),
        Scene("enough for today", "today", rows(MEI, second_rows), [press("enough")]),
        Scene("nothing due", "today", tried(person(), 2)[1]),
        Scene("a bad day", "today", silences(19)),
        Scene("still wanted?", "today", tried(person(), 90)[1], [unfold("still-want-open")]),
        Scene("paused", "today", rows(MEI, second_rows), [press("pause")]),
    ]


def _exercises() -> list[Scene]:
    """One scene for each exercise of the guide: whoever has met everything left the others out."""
    names = [
        name
        for path in FOLDER.glob("exercises.toml")
        for name, row in table_of(path.name).items()
        if isinstance(row, dict)
    ]
    # Six in a row without a word, people enough, an old colleague, a next try that was put off.
    met: list[Record] = [MEI, *silences(6), *(person(f"Friend {one}") for one in range(12))]
    put_off, waits = tried(person("Wim"), 12, later_until=ago(2))
    said = Touch(
        contact=put_off.contact,
        ask=put_off.id,
        on=ago(11),
        rung=RungKind.SECOND,
        words="Hello Wim, could I ask you for fifteen minutes of advice?",
    )
    met += [*waits, said]
    found = []
    for name in names:
        others = [Exercise(name=one, on=ago(9), not_for_me=True) for one in names if one != name]
        found.append(
            Scene(
                f"exercise {name}",
                "today",
                [*met, *others],
                [
                    open_all,
                    open_all,
                    choose_each("How will you ask?", 1),
                    choose_each("How will you ask?", 0),
                    choose_everything,
                    choose_everything,
                ],
            )
        )
    return found


# People


def _people() -> list[Scene]:
    known = person("Ola", Kind.COLLEAGUE, strength=4, company="Acme")
    through = person("Kim", Kind.OTHER, strength=1, company="Acme", mutual_contact=MEI.id)
    target = Target(company="Acme", priority=1)
    part = "people-part"
    someone = [MEI, known, through]
    met = [
        Scene(
            f"just met {how.name.lower()}",
            "people",
            [MEI],
            [
                put(part, "Just met someone"),
                _meet(how),
            ],
        )
        for how in MetHow
    ]
    return [
        Scene(
            "nobody yet, a question to think of names by", "people", [], [press("another-")] * 16
        ),
        Scene("rating", "people", [person("Ana", None)]),
        *(Scene(f"rating {kind.name.lower()}", "people", [person("Ana", kind)]) for kind in Kind),
        Scene("finding", "people", someone, [put(part, "Find")]),
        Scene("bringing in", "people", someone, [put(part, "Bring in")]),
        Scene(
            "who do you know at Acme",
            "people",
            someone,
            [put(part, "Who do you know at …?"), put("at-company", "Acme")],
        ),
        Scene(
            "a company wanted",
            "people",
            [*someone, target],
            [put(part, "Who do you know at …?"), put("at-company", "Acme")],
        ),
        Scene(
            "who knows someone at Acme",
            "people",
            [replace(MEI, knows_at="Acme")],
            [put(part, "Who do you know at …?"), put("at-company", "Acme")],
        ),
        Scene(
            "the companies wanted",
            "people",
            [*someone, target],
            [put(part, "Who do you know at …?")],
        ),
        Scene("just met someone", "people", [MEI], [put(part, "Just met someone")]),
        *met,
        *(
            Scene(
                f"the sheet of a {kind.name.lower()}",
                "people",
                rows(MEI, one),
                [open_all] * 2,
                {"who": one.id},
            )
            for kind in Kind
            for one in [person("Ana", kind, strength=3, mutual_contact=MEI.id)]
        ),
    ]


def _meet(how: MetHow) -> Tap:
    def tap(at: AppTest) -> None:
        at.text_input(key="met-name").input("Ana")
        at.text_area(key="met-about").input("sailing")
        choose("met-how", how)(at)
        press("add-met")(at)

    return tap


def open_all(at: AppTest) -> None:
    """Open whatever is folded on the page."""
    for one in at.expander:
        # A widget's id is a mark of Streamlit's, a hash, and the key it was given.
        *_, key = one.proto.id.split("-", 2)
        if key:
            at.session_state[key] = True


# Give first


def _give() -> list[Scene]:
    given = Give(contact=MEI.id, kind=GiveKind.PRAISE, given_on=ago(5), what="Praised her talk")
    planned = Give(contact=MEI.id, planned_on=ago(-3))
    _, helped = answered(MEI)
    _, too = answered(person("Bo"))
    return [
        Scene("several who are owed something", "give", rows(MEI, helped, too)),
        Scene("nobody to give to", "give"),
        Scene("nothing given yet", "give", [MEI]),
        Scene("ideas for one", "give", [MEI], [open_all], {"who": MEI.id}),
        Scene("given and planned", "give", [MEI, given, planned]),
        Scene("who is owed something", "give", rows(MEI, helped), [open_all] * 2),
        Scene("one who is owed something", "give", rows(MEI, helped), (), {"who": MEI.id}),
    ]


# Ask


def _ask() -> list[Scene]:
    found = [
        Scene("nobody to ask", "ask"),
        Scene("whom to ask first", "ask", [MEI]),
    ]
    for kind in Kind:
        for strength in (1, 4):
            one = person("Ana", kind, strength=strength)
            found.append(
                Scene(
                    f"each ask of a {kind.name.lower()}, closeness {strength}",
                    "ask",
                    [one],
                    [put(f"what-{one.id}", ask) for ask in AskKind],
                    {"who": one.id},
                )
            )
    return found


def _asking() -> list[Scene]:
    one = person("Ana", Kind.COLLEAGUE, strength=4, phone="0123456")
    through = person("Kim", Kind.OTHER, strength=1, mutual_contact=MEI.id)
    target = Target(company="Acme", priority=1)
    planned = Ask(contact=one.id, planned_on=ago(0))
    named = Ask(contact=through.id, planned_on=ago(0))
    wanted = Ask(contact=one.id, scope=Scope.TARGETED, target=target.id, planned_on=ago(0))
    found = [
        Scene(
            "about one company",
            "ask",
            [one],
            [put(f"scope-{one.id}", Scope.TARGETED), put(f"company-{one.id}", "Acme")],
            {"who": one.id},
        ),
        Scene(
            "what they can and can't do", "ask", [one], [unfold(f"can-{one.id}")], {"who": one.id}
        ),
        Scene("someone reached through someone", "ask", [MEI, through], (), {"who": through.id}),
        Scene("words about one company", "ask", [one, target, wanted], (), {"ask": wanted.id}),
        *(
            Scene(
                f"the words of a {kind.name.lower()}",
                "ask",
                [one, planned],
                [put(f"occasion-{planned.id}", kind)],
                {"ask": planned.id},
            )
            for kind in (
                ScriptKind.MESSAGE,
                ScriptKind.CONVERSATION,
                ScriptKind.VOICEMAIL,
                ScriptKind.CHANCE,
            )
        ),
        Scene(
            "the words of a note on LinkedIn",
            "ask",
            [MEI, through, named],
            [put(f"occasion-{named.id}", Channel.LINKEDIN)],
            {"ask": named.id},
        ),
        Scene(
            "an old colleague brought up to date",
            "ask",
            [MEI],
            [unfold(f"while-{MEI.id}")],
            {"who": MEI.id},
        ),
        Scene(
            "the words said aloud once",
            "ask",
            [MEI, through, named],
            [put(f"occasion-{named.id}", ScriptKind.CONVERSATION), press("aloud-")],
            {"ask": named.id},
        ),
        Scene(
            "the words of a letter",
            "ask",
            [MEI, through, named],
            [put(f"occasion-{named.id}", ScriptKind.LETTER)],
            {"ask": named.id},
        ),
    ]
    introduced = person("Kim", Kind.OTHER, strength=1, mutual_contact=MEI.id)
    day = Touch(contact=introduced.id, on=ago(3), purpose=Purpose.OTHER)
    later = Touch(contact=introduced.id, on=ago(1), purpose=Purpose.OTHER)
    first = Ask(contact=MEI.id, kind=AskKind.INTRODUCTION, about=introduced.id)
    out = Touch(contact=MEI.id, ask=first.id, on=ago(3), rung=RungKind.FIRST)
    who = {"who": introduced.id}
    found += [
        Scene("an introduction asked for", "ask", [MEI, introduced, first, out], (), who),
        Scene("introduced", "ask", [MEI, introduced, day], (), who),
        Scene("getting to know each other", "ask", [MEI, introduced, day, later], (), who),
    ]
    for name, (ask, kept) in {
        "waiting for an answer": tried(one, 2),
        "the second message is due": tried(one, 8),
        "the light one is due": tried(one, 20, 8),
        "it can rest soon": tried(one, 20, 15, 8),
        "tries of one's own": tried(one, 40, 30, 20, tries=4, tries_reason="She asked me to"),
        "an answer to thank for": answered(one),
        "thanked": answered(one, thanked=True),
        "at rest": tried(one, 60, 50, 40, let_go_on=ago(2)),
        "an address that was wrong": answered(one, outcome=Outcome.BOUNCED),
    }.items():
        found.append(Scene(name, "ask", kept, [open_all], {"ask": ask.id}))
    reference = person("Ola", Kind.COLLEAGUE, strength=5, knows_my_work=True, ever_helped=True)
    used = tried(reference, 5, kind=AskKind.REFERENCE)[1]
    open_ask = tried(one, 2)[1]
    many = [Touch(contact=one.id, on=ago(day), purpose=Purpose.OTHER) for day in range(1, 7)]
    found += [
        Scene(
            "a reference used before",
            "ask",
            used,
            [put(f"what-{reference.id}", AskKind.REFERENCE)],
            {"who": reference.id},
        ),
        Scene("an ask still open", "ask", open_ask, (), {"who": one.id}),
        Scene("many messages in a short time", "ask", [one, *many], (), {"who": one.id}),
    ]
    return found


# What happened, Start


def _review() -> list[Scene]:
    _, helped = answered(person("Hana"), thanked=True)
    rested = tried(person("Rui"), 60, 50, 40, let_go_on=ago(5))[1]
    again = tried(person("Rui"), 60, 50, 40, let_go_on=ago(5), revisit_on=ago(-20))[1]
    return [
        Scene("nothing happened yet", "review"),
        Scene("one who helped", "review", helped),
        Scene("who was let rest", "review", rows(rested, again), [open_all]),
        Scene("five silences to one kind", "review", silences(6), [open_all]),
        Scene("some of everything", "review", rows(helped, rested, silences(12)), [open_all]),
        Scene(
            "every question tapped",
            "review",
            rows(helped, rested, silences(12)),
            [switch_on("question-"), choose("of-WHO", By.DEGREE)],
        ),
        Scene(
            "one thing was changed",
            "review",
            rows(silences(6), change_kept(Kind.OTHER, "Ask for a name, not a talk", ago(9))),
        ),
    ]


def _start() -> list[Scene]:
    one = person("Ana", Kind.COLLEAGUE, strength=4)
    new = person("Ana", None)
    rated = person("Ana", Kind.OTHER, strength=1, ever_helped=False)
    return [
        Scene("a name", "start"),
        Scene("how do you know them", "start", [new, Ask(contact=new.id)]),
        Scene("what to ask", "start", [one, Ask(contact=one.id)], [press("helped-")]),
        Scene("a stranger", "start", [rated, Ask(contact=rated.id)]),
        Scene("it is out", "start", tried(one, 0)[1]),
    ]


SCENES = (
    *_today(),
    *_exercises(),
    *_people(),
    *_give(),
    *_ask(),
    *_asking(),
    *_review(),
    *_start(),
)
