"""A host's own guide: numbers and words in the place of ours, and slips told at the start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def asked(folder: Path, question: str) -> tuple[int, str]:
    """Return (exit code, what was printed) of a question to a process with this folder."""
    done = subprocess.run(  # noqa: S603 - our own interpreter and our own words
        [sys.executable, "-c", f"from lib import guide; {question}"],
        cwd=ROOT,
        env={**os.environ, "WORKBOOK_GUIDE_FOLDER": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def put(folder: Path, file: str, text: str) -> None:
    """Write a file of the host's."""
    (folder / file).parent.mkdir(exist_ok=True)
    (folder / file).write_text(text, "utf-8")


def test_an_empty_folder_changes_nothing(tmp_path: Path) -> None:
    """Nothing in it: every number is ours."""
    code, said = asked(tmp_path, "guide.read_all(); print(guide.ladder().rest_days)")
    assert (code, said) == (0, "10\n")


def test_a_changed_wait_leaves_the_others(tmp_path: Path) -> None:
    """One entry of a file is the host's, the rest of the file ours."""
    put(tmp_path, "ladder.toml", "rest_days = 21\n")
    code, said = asked(
        tmp_path,
        "guide.read_all(); one = guide.ladder(); print(one.rest_days, one.tries, len(one.rungs))",
    )
    assert (code, said) == (0, "21 3 5\n")


def test_tables_are_changed_entry_by_entry(tmp_path: Path) -> None:
    """A table in a table: the reason of one ask of one kind, and nothing beside it."""
    put(tmp_path, "kinds.toml", '[FRIEND.suits.NAMES]\nreason = "They know the town."\n')
    code, said = asked(
        tmp_path,
        "from lib.coaching.contacts import Kind; from lib.coaching.asks import AskKind;"
        "one = guide.kinds()[Kind.FRIEND].suits; names = one[AskKind.NAMES];"
        "print(names.reason, names.fit.value, bool(names.rules), bool(one[AskKind.ADVICE].reason))",
    )
    assert (code, said) == (0, "They know the town. can True True\n")


def test_a_list_takes_the_place_of_the_whole_list(tmp_path: Path) -> None:
    """Prompts of one's own: ours are gone."""
    put(
        tmp_path,
        "prompts.toml",
        '[[prompts]]\ntext = "Who taught you?"\nkind = "OTHER"\nrules = ["S2-19"]\n',
    )
    code, said = asked(tmp_path, "guide.read_all(); print([one.text for one in guide.prompts()])")
    assert (code, said) == (0, "['Who taught you?']\n")


def test_a_scaffold_is_changed_and_another_added(tmp_path: Path) -> None:
    """A file of the same name is in the place of ours; a new one stands beside ours."""
    head = "\n> kind: NEWS\n> may change: all\n> rules: S2-28\n> source: the host\n\n"
    put(tmp_path, "scripts/news.md", f"# News{head}It went well, $name.\n")
    put(tmp_path, "scripts/news-short.md", f"# Short{head}All well.\n")
    code, said = asked(
        tmp_path,
        "guide.read_all(); from lib.coaching.scripts import ScriptKind;"
        "print([one.text for one in guide.scaffolds(ScriptKind.NEWS)])",
    )
    assert (code, said) == (0, "['It went well, $name.', 'All well.']\n")


def test_a_blank_of_ones_own(tmp_path: Path) -> None:
    """A host's message may ask for what no message of ours asks for."""
    put(tmp_path, "blanks.toml", '[dog]\nlabel = "Their dog"\nexample = "Rex"\n')
    head = "# Dog\n> kind: NEWS\n> may change: all\n> rules: S2-28\n> source: the host\n\n"
    put(tmp_path, "scripts/dog.md", f"{head}How is $dog?\n")
    code, said = asked(tmp_path, "guide.read_all(); print(guide.blanks()['dog'].example)")
    assert (code, said) == (0, "Rex\n")


SLIPS = [
    ("ladder.toml", 'rest_days = "ten"', "ladder.toml: rest_days: cannot be 'ten'"),
    ("ladder.toml", "rest_days = true", "ladder.toml: rest_days: cannot be True"),
    ("ladder.toml", "rest_days = -1", "ladder.toml of the guide: rest_days goes from 0"),
    ("ladder.toml", "rest_day = 9", "ladder.toml: rest_day: the guide has no such entry"),
    ("ladder.toml", "rungs = []", "ladder.toml: rungs: is empty"),
    ("ladder.toml", "rest_days = ", "ladder.toml of the guide cannot be read"),
    ("ladder.toml", 'rules = ["S0-1"]', "ladder.toml: rules: what an entry rests on"),
    ("kinds.toml", '[FRIEND]\nlabel = " "', "kinds.toml: FRIEND · label: has no words"),
    ("kinds.toml", '[FRIEND.suits.NAMES]\nfit = "maybe"', "kinds.toml of the guide: FRIEND"),
    ("kinds.toml", '[ENEMY]\nlabel = "Foes"', "kinds.toml: ENEMY: the guide has no such entry"),
    ("strength.toml", "[minimum]\nADVICE = 6", "strength.toml of the guide: minimum · ADVICE"),
    ("starting_points.toml", "[friend]\nm = 1", "starting_points.toml of the guide: friend · m"),
    ("prompts.toml", '[[prompts]]\nkind = "OTHER"\nrules = ["S2-8"]', "prompts · 1 · text: is mis"),
    (
        "prompts.toml",
        '[[prompts]]\ntext = "Who?"\nkind = "OTHER"\nrules = ["S9-9"]',
        "prompts.toml · prompts · 1 of the guide: no rule is called 'S9-9'",
    ),
    ("sayings.toml", '[rest_is_good]\nwords = "Costs $5"', "sayings.toml: rest_is_good · words: m"),
    ("sayings.toml", '[rest_is_good]\nwords = "Dear $x"', "sayings.toml: rest_is_good · words: m"),
    ("laddr.toml", "rest_days = 9", "laddr.toml: the guide has no file of this name"),
    ("rules.toml", "", "rules.toml: what the articles say stays as it is"),
    ("settled.toml", "", "settled.toml: what the articles say stays as it is"),
    ("articles.toml", "", "articles.toml: what the articles say stays as it is"),
    ("scripts/news.md", "News", "scripts/news.md of the guide: a title, then lines"),
    ("scripts/news.md", "# A\n> kind: ODE\n\nx", "news.md of the guide: 'ODE' is none of"),
    ("scripts/news.md", "# A\n> kind: NEWS\n\n$cat", "scripts/news.md of the guide: no such blank"),
    ("scripts/a.md", "# A\n> kind: NEWS\n> rules: S7-1\n\nx", "scripts/a.md of the guide: no rule"),
]


@pytest.mark.parametrize(("file", "text", "told"), SLIPS)
def test_a_slip_is_told_with_file_and_entry(
    tmp_path: Path, file: str, text: str, told: str
) -> None:
    """Whatever is wrong is found at the start, before any page asks for it."""
    put(tmp_path, file, text)
    code, said = asked(tmp_path, "guide.read_all()")
    assert code == 1
    assert told in said.splitlines()[-1]


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    """Bytes that are no UTF-8."""
    (tmp_path / "ladder.toml").write_bytes(b"rest_days = 9 # \xff")
    code, said = asked(tmp_path, "guide.read_all()")
    assert code == 1
    assert "ladder.toml of the guide cannot be read" in said.splitlines()[-1]


@pytest.mark.parametrize("there", [True, False])
def test_the_start_ends_with_a_sentence(tmp_path: Path, *, there: bool) -> None:
    """A slip, or a folder that is not there: no trace, and nothing is served."""
    folder = tmp_path / "guide"
    if there:
        put(folder, "ladder.toml", 'rest_days = "ten"')
    done = subprocess.run(
        [sys.executable, "-c", "import app"],
        cwd=ROOT,
        env={
            **os.environ,
            "WORKBOOK_DATA_FOLDER": str(tmp_path / "data"),
            "WORKBOOK_GUIDE_FOLDER": str(folder),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    told = "ladder.toml: rest_days: cannot be 'ten'" if there else "folder is not there"
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_it_is_read_once(tmp_path: Path) -> None:
    """A file changed while the workbook runs waits for the next start."""
    put(tmp_path, "ladder.toml", "rest_days = 21\n")
    code, said = asked(
        tmp_path,
        "import pathlib; guide.read_all();"
        f"pathlib.Path({str(tmp_path / 'ladder.toml')!r}).write_text('rest_days = 3');"
        "print(guide.ladder().rest_days, guide.entries()[0].file)",
    )
    assert code == 0
    assert said.startswith("21 ")
