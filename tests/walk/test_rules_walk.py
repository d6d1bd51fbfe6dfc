"""Every rule shows: a walk through the app in the situations in which its rules are drawn.

The list of places in `rules.toml`, which "Where this comes from" shows, is held to be true: each
page named there shows the rule in some scene, and no page shows one that is not named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache

import pytest

from lib import guide
from lib.access import admit_owner
from lib.access.house import close_the_store, the_store
from lib.store import Actor
from tests.walk.scenes import SCENES
from tests.walk.walking import Met, Scene, walk

pytestmark = pytest.mark.timeout(900)
"""The first test walks through all scenes."""

WALKER = Actor.of_cookie("who walks through the app")
Walked = Mapping[str, Met]


@pytest.fixture(scope="module", autouse=True)
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A store of the walk's own; each scene begins a workbook in it."""
    folder = tmp_path_factory.mktemp("walk") / "data"
    folder.mkdir(mode=0o700)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("WORKBOOK_DATA_FOLDER", str(folder))
        environment.delenv("WORKBOOK_DATABASE_URL", raising=False)
        close_the_store()
        admit_owner(the_store(), WALKER, datetime.now(UTC))
        walked.cache_clear()
        yield
        close_the_store()


@cache
def walked() -> Walked:
    """Walk through every scene once; what each met, by its name."""
    proved: set[tuple[str, str]] = set()
    found = {}
    for scene in SCENES:
        prove = [one for one in guide.rules() if (one, scene.page) not in proved]
        met = walk(WALKER, scene, prove=prove)
        proved |= {(one, scene.page) for one in met.alone}
        found[title(scene)] = met
    return found


def title(scene: Scene) -> str:
    """Return what a scene is called: two pages may have one of the same name."""
    return f"{scene.page}: {scene.name}"


def pairs_met() -> set[tuple[str, str]]:
    """Return each (rule, page) that was met."""
    return {(rule, one.page) for one in SCENES for rule in walked()[title(one)].rules}


def never_met(walk: Walked) -> set[str]:
    """Return the rules that no scene met."""
    return set(guide.rules()) - {rule for met in walk.values() for rule in met.rules}


def scenes_of(rule: str) -> list[Scene]:
    """Return the scenes that met a rule."""
    return [one for one in SCENES if rule in walked()[title(one)].rules]


def test_no_two_scenes_have_one_name() -> None:
    """What a scene met is found by its name."""
    assert len({title(one) for one in SCENES}) == len(SCENES)


def test_every_rule_noted_is_a_rule() -> None:
    """No page notes an id that is none."""
    assert {rule for met in walked().values() for rule in met.rules} <= set(guide.rules())


def test_every_rule_is_met() -> None:
    """Each of the 101 is drawn or enforced somewhere."""
    assert sorted(never_met(walked())) == []


def test_the_list_of_places_is_true() -> None:
    """Where the page of sources says a rule shows, it does; where it shows, the page says so."""
    listed = {(one.id, place.page) for one in guide.rules().values() for place in one.places}
    met = pairs_met()
    assert {"not met": sorted(listed - met), "not listed": sorted(met - listed)} == {
        "not met": [],
        "not listed": [],
    }


def test_sayings_stand_on_the_screen() -> None:
    """Whatever saying is marked, its words can be read in the same run."""
    assert {name: met.unsaid for name, met in walked().items() if met.unsaid} == {}


def test_every_saying_is_said() -> None:
    """No saying of the guide lies unused."""
    names = {name for name in guide.files.table_of("sayings.toml") if name != "source"}
    # The recorder's small words are in a component, which a browser alone can read: test_aloud.py.
    names -= {name for name in names if name.startswith("aloud_")}
    assert names - {one for met in walked().values() for one in met.sayings} == set()


@pytest.mark.parametrize("rule", guide.rules())
def test_without_its_drawing_a_rule_is_missed(rule: str) -> None:
    """Taken away wherever it is drawn, this rule is the one that is never met, and no other.

    The page was drawn once more without it at the end of a scene of each of its pages; where that
    could not be, its scenes are walked again without it.
    """
    scenes = scenes_of(rule)
    assert scenes, "no scene meets it"
    before = never_met(walked())
    after = dict(walked())
    pages = {one.page for one in scenes if rule in walked()[title(one)].alone}
    for one in scenes:
        if one.page in pages:
            met = walked()[title(one)]
            after[title(one)] = Met(met.rules - {rule}, met.unsaid, met.sayings)
        else:
            after[title(one)] = walk(WALKER, one, without=rule)
    assert never_met(after) - before == {rule}
