"""No page hands people's words to a surface that reads Markdown, unless through `md`.

Read by `ast`, in `pages/` and `lib/ui`. What such a surface may be given: a constant; `md(...)`;
the guide's own words; a number or a date (a format that text would refuse); and what is put
together of these, also through a name, a constant table or a function of ours. A function that
hands a parameter on to such a surface is one itself: its callers are read the same way.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted([*(ROOT / "pages").glob("*.py"), *(ROOT / "lib" / "ui").glob("*.py")])

BODY = {"title", "header", "subheader", "markdown", "caption", "write", "toast", "divider"}
ALERTS = {"info", "warning", "error", "success", "exception"}
BUTTONS = {"button", "form_submit_button", "download_button", "link_button", "menu_button"}
INPUTS = {
    *("text_input", "text_area", "number_input", "date_input", "time_input", "datetime_input"),
    *("selectbox", "multiselect", "pills", "segmented_control", "radio", "checkbox", "toggle"),
    *("slider", "select_slider", "file_uploader", "audio_input", "camera_input", "color_picker"),
    *("chat_input", "feedback", "data_editor"),
}
HOLDERS = {"expander", "popover", "status", "spinner", "dialog", "metric", "badge", "latex", "html"}
SURFACES = BODY | ALERTS | BUTTONS | INPUTS | HOLDERS
NOT_FIRST = {"feedback", "data_editor"}
"""Their first argument is no label."""
WORDS = ("body", "label", "help", "title", "text")
"""Keywords that are read as Markdown; a placeholder is not."""
LITERAL_OPTIONS = {"selectbox", "multiselect", "select_slider"}
"""Inputs that show their options as they are."""
OURS = {
    *("guide", "sentences", "telling", "kinds", "icons", "example", "decoding", "silence"),
    *("open_pictures", "changes"),
}
"""Rooms and modules that make words of our own, of numbers and of closed vocabularies."""
OF_OUR_WORDS = {
    *("Answer", "Choice", "RoomStep"),
    *("sheet_words.Line", "sheet_words.Told", "sheet_words.Way"),
}
"""Types all of whose words are made in `lib/charts`, of numbers alone; in the guide; or in
`sheet_words`, where titles of people go through `md` (`test_sheet_words` gives it hostile ones)."""
PLAIN_PARTS = {"day", "month", "year", "weekday", "value", "number"}
"""Attributes that are numbers, or the word of a closed vocabulary."""
SAME_WORDS = {"upper", "lower", "strip", "capitalize", "rpartition", "partition", "split", "items"}
"""Methods of a text or a table that add no words."""
GROWING = {"append", "extend", "insert", "add"}
"""Methods that put something into a list."""
NUMBERS = {"len", "int", "min", "max", "round", "sum", "abs", "times", "spelled"}
"""Functions that give a number, or (`times`, `spelled`) the word for one."""


@dataclass
class House:
    """All functions and constants of the files read, and the surfaces among them."""

    trees: dict[str, ast.Module]
    functions: dict[str, dict[str, ast.FunctionDef]] = field(default_factory=dict)
    constants: dict[str, dict[str, ast.expr]] = field(default_factory=dict)
    imported: dict[str, dict[str, str]] = field(default_factory=dict)
    """For each module, the last part of the module that a name was imported from."""
    passed_on: set[tuple[str, str, str]] = field(default_factory=set)
    """(module, function, parameter) that reaches a surface."""

    def __post_init__(self) -> None:
        """Find the functions and constants."""
        for module, tree in self.trees.items():
            self.imported[module] = {
                name.asname or name.name: (one.module or "").rpartition(".")[2]
                for one in ast.walk(tree)
                if isinstance(one, ast.ImportFrom)
                for name in one.names
            }
            self.functions[module] = {
                one.name: one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)
            }
            self.constants[module] = {
                target.id: one.value
                for one in tree.body
                if isinstance(one, ast.Assign | ast.AnnAssign) and one.value is not None
                for target in (one.targets if isinstance(one, ast.Assign) else [one.target])
                if isinstance(target, ast.Name)
            }


def _type_of(name: str, inside: ast.FunctionDef | None) -> str:
    """Return how a parameter is annotated, without what may be None; empty where it is none."""
    for one in [] if inside is None else inside.args.args:
        if one.arg == name and one.annotation is not None:
            return ast.unparse(one.annotation).removesuffix(" | None")
    return ""


def _scopes(tree: ast.Module) -> list[tuple[ast.AST, ast.FunctionDef | None]]:
    """Return every node with the innermost function it stands in."""
    found: list[tuple[ast.AST, ast.FunctionDef | None]] = []

    def walk(node: ast.AST, inside: ast.FunctionDef | None) -> None:
        for child in ast.iter_child_nodes(node):
            found.append((child, inside))
            walk(child, child if isinstance(child, ast.FunctionDef) else inside)

    walk(tree, None)
    return found


class Reader:
    """Decides whether an expression of one module may stand on a Markdown surface."""

    def __init__(self, house: House, module: str, *, html: bool = False) -> None:
        """Take the house and the module to read; `html` where the surface reads no Markdown."""
        self.house, self.module, self.html = house, module, html
        self.seen: set[tuple[str, int]] = set()

    def safe(self, one: ast.AST | None, inside: ast.FunctionDef | None) -> bool:  # noqa: C901, PLR0911, PLR0912 - one branch a kind of expression
        """Return whether no text of people's can come through this expression."""
        match one:
            case None | ast.Constant():
                return True
            case ast.JoinedStr():
                return all(self.safe(part, inside) for part in one.values)
            case ast.FormattedValue():
                return _refuses_text(one) or self.safe(one.value, inside)
            case ast.IfExp():
                return self.safe(one.body, inside) and self.safe(one.orelse, inside)
            case ast.BoolOp():
                return all(self.safe(part, inside) for part in one.values)
            case ast.BinOp():
                return self.safe(one.left, inside) and self.safe(one.right, inside)
            case ast.List() | ast.Tuple() | ast.Set():
                return all(self.safe(part, inside) for part in one.elts)
            case ast.Dict():
                return all(self.safe(part, inside) for part in one.values)
            case ast.Starred() | ast.NamedExpr():
                return self.safe(one.value, inside)
            case ast.GeneratorExp(elt=ast.Name(id=name), generators=[loop]) if (
                isinstance(loop.target, ast.Name) and loop.target.id == name
            ):
                return self.safe(loop.iter, inside)
            case ast.GeneratorExp() | ast.ListComp():
                return self.safe(one.elt, inside)
            case ast.Subscript():
                return self.safe(one.value, inside)
            case ast.Attribute(value=ast.Name(id=owner), attr=name):
                ours = owner in OURS or _type_of(owner, inside) in OF_OUR_WORDS
                return ours or name.isupper() or name in PLAIN_PARTS
            case ast.Attribute(attr=name):
                return name in PLAIN_PARTS
            case ast.Lambda():
                return self.safe(one.body, inside)
            case ast.Name():
                return self._name(one.id, inside)
            case ast.Call():
                return self._call(one, inside)
        return False

    def _name(self, name: str, inside: ast.FunctionDef | None) -> bool:  # noqa: PLR0911 - one return a kind of name
        """Return whether everything a name may stand for is safe; parameters are noted."""
        if inside is not None:
            parameters = [*inside.args.posonlyargs, *inside.args.args, *inside.args.kwonlyargs]
            values = list(_given(name, inside))
            if any(one.arg == name for one in parameters):
                self.house.passed_on.add((self.module, inside.name, name))
                return all(self.safe(one, inside) for one in values)
            if values:
                key = (name, id(inside))
                if key in self.seen:
                    return True
                self.seen.add(key)
                return all(self.safe(one, inside) for one in values)
        if inside is not None and name in self.house.constants[self.module]:
            return self.safe(self.house.constants[self.module][name], None)
        if name in self.house.functions[self.module]:
            return self._returns(self.module, name)
        if name.isupper():
            return True  # a constant of another module: read where it is made
        values = [] if inside is not None else _given(name, self.house.trees[self.module])
        return bool(values) and all(self.safe(one, None) for one in values)

    def _call(self, one: ast.Call, inside: ast.FunctionDef | None) -> bool:  # noqa: C901, PLR0911, PLR0912 - one branch a kind of call
        """Return whether what a call gives back is safe."""
        match one.func:
            case ast.Name(id="md"):
                return True
            case ast.Name(id="escape"):
                return self.html
            case ast.Attribute(attr="decode", value=ast.Call(func=ast.Name(id="b64encode"))):
                return True  # letters, digits, "+", "/" and "="
            case ast.Name(id="capital"):
                return all(self.safe(part, inside) for part in one.args)
            case ast.Name(id=name) if name in NUMBERS:
                return True
            case ast.Name(id="str"):
                return all(self.safe(part, inside) for part in one.args)
            case ast.Name(id="range"):
                return True
            case ast.Name(id=name) if name in self.house.functions[self.module]:
                return self._returns(self.module, name)
            case ast.Name(id=name) if name in self.house.imported[self.module]:
                source = self.house.imported[self.module][name]
                if name in self.house.functions.get(source, {}):
                    return self._returns(source, name)
                return source in OURS
            case ast.Attribute(value=ast.Name(id=owner)) if owner in OURS:
                return True
            case ast.Attribute(attr="strftime" | "weekday"):
                return True
            case ast.Attribute(attr=name, value=text) if name in SAME_WORDS:
                return self.safe(text, inside)
            case ast.Attribute(attr="join", value=joint):
                return self.safe(joint, inside) and all(self.safe(x, inside) for x in one.args)
            case ast.Attribute(attr="get", value=table):
                return self.safe(table, inside) and all(self.safe(x, inside) for x in one.args[1:])
            case ast.Attribute(value=ast.Name(id=module), attr=name):
                return name in self.house.functions.get(module, {}) and self._returns(module, name)
        return False

    def _returns(self, module: str, name: str) -> bool:
        """Return whether all that a function of ours returns is safe."""
        function = self.house.functions[module][name]
        if (module, id(function)) in self.seen:
            return True
        self.seen.add((module, id(function)))
        reader = Reader(self.house, module, html=self.html)
        reader.seen = self.seen
        values = [one.value for one in ast.walk(function) if isinstance(one, ast.Return)]
        return bool(values) and all(reader.safe(one, function) for one in values)


def _refuses_text(part: ast.FormattedValue) -> bool:
    """Return whether its format is one that Python refuses for text: "," or a date's "%"."""
    spec = part.format_spec
    if not isinstance(spec, ast.JoinedStr) or not spec.values:
        return False
    first = spec.values[0]
    return isinstance(first, ast.Constant) and any(mark in str(first.value) for mark in ",%d")


def _given(name: str, scope: ast.AST) -> list[ast.AST]:
    """Return every expression that a name is given in a scope, as far as it can be told."""
    found: list[ast.AST] = []
    for one in ast.walk(scope):
        match one:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    found += _bound(name, target, value)
            case ast.AnnAssign(target=target, value=value) if value is not None:
                found += _bound(name, target, value)
            case (
                ast.AugAssign(target=target, value=value)
                | ast.NamedExpr(target=target, value=value)
            ):
                found += _bound(name, target, value)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=grown), attr=way), args=[*_, added]):
                found += [added] if grown == name and way in GROWING else []
            case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
                tables: list[ast.AST] = [value]
                if isinstance(target, ast.Tuple) and isinstance(value, ast.Name):
                    tables = _given(value.id, scope) if value.id != name else []
                for table in tables:
                    found += _bound(name, target, table)
    return found


def _bound(name: str, target: ast.AST, value: ast.AST) -> list[ast.AST]:
    """Return what a target binds the name to: a member of a literal table where it is one."""
    if isinstance(target, ast.Name):
        return [value] if target.id == name else []
    if not isinstance(target, ast.Tuple):
        return []
    places = [
        at for at, one in enumerate(target.elts) if isinstance(one, ast.Name) and one.id == name
    ]
    if not places:
        return []
    rows = value.elts if isinstance(value, ast.Tuple | ast.List) else []
    if rows and all(isinstance(row, ast.Tuple) and len(row.elts) > places[0] for row in rows):
        return [row.elts[places[0]] for row in rows if isinstance(row, ast.Tuple)]
    if isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts):
        return [value.elts[places[0]]]
    return [value]


def _handed(call: ast.Call, house: House, module: str) -> list[ast.AST]:
    """Return the arguments of a call that reach a Markdown surface; none where it is no surface."""
    match call.func:
        case ast.Attribute(attr=name, value=ast.Name(id=owner)):
            pass
        case ast.Attribute(attr=name):
            owner = "st"
        case ast.Name(id=name):
            owner = module
        case _:
            return []
    function = house.functions.get(owner, {}).get(name)
    handed: list[ast.AST] = []
    if function is not None:
        names = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
        given = {**dict(zip(names, call.args, strict=False))}
        given.update({one.arg: one.value for one in call.keywords if one.arg})
        for _, _, parameter in {x for x in house.passed_on if x[:2] == (owner, name)}:
            if parameter in given:
                handed.append(given[parameter])
        return handed
    if name not in SURFACES or owner in house.trees:
        return []
    if call.args and name not in NOT_FIRST:
        handed.append(call.args[0])
    if name == "metric":
        handed += call.args[1:3]
    words = WORDS if name in LITERAL_OPTIONS else (*WORDS, "format_func")
    handed += [one.value for one in call.keywords if one.arg in words]
    return handed


def _is_html(call: ast.Call) -> bool:
    """Return whether a call is `st.html(...)`, on which `escape` makes any text harmless."""
    return isinstance(call.func, ast.Attribute) and call.func.attr == "html"


def findings(trees: dict[str, ast.Module]) -> list[str]:
    """Return where something else than safe words reaches a Markdown surface: "module:line"."""
    house = House(trees)
    wrong: set[str] = set()
    while True:
        before = len(house.passed_on)
        for module, tree in trees.items():
            for node, inside in _scopes(tree):
                if isinstance(node, ast.Call):
                    for one in _handed(node, house, module):
                        if not Reader(house, module, html=_is_html(node)).safe(one, inside):
                            line = getattr(one, "lineno", 0)
                            wrong.add(f"{module}:{line}: {ast.unparse(one)}")
        if len(house.passed_on) == before:
            return sorted(wrong)


LET_THROUGH = {
    "intake: _label(part)": "a heading of the record's own columns",
    "letters: lambda one: offered[one].title.rpartition(': ')[2].capitalize()": "the guide's title",
    "rehearsing: f\"**{reasons.said('say_it_aloud')}**\"": "a saying of the guide",
    "rehearsing: reasons.said('change_one_thing')": "a saying of the guide",
    "looking: f'**{read:,} {what} = {total}**'": "counts, and constants of the caller",
    "look: STYLE.replace('GROUND', ground).replace('RIM', rim).replace('WORDS', words)": (
        "colours of the settings"
    ),
}
"""What is known to be ours though it cannot be told from the line, each with its reason."""


def _parsed(**sources: str) -> dict[str, ast.Module]:
    return {name: ast.parse(source) for name, source in sources.items()}


def test_no_words_of_people_reach_markdown() -> None:
    """Every page and every piece of a page."""
    trees = {one.stem: ast.parse(one.read_text("utf-8")) for one in FILES if one.stem != "__init__"}
    found = {re.sub(r":\d+:", ":", one) for one in findings(trees)}
    assert found - set(LET_THROUGH) == set()
    assert set(LET_THROUGH) - found == set()  # none is let through that need not be


@pytest.mark.parametrize(
    "source",
    [
        "st.title(contact.name)",
        "st.caption(f'Hello {contact.name}')",
        "st.markdown('Hello ' + contact.name)",
        "name = contact.name\nst.button(name)",
        "st.button('x', help=contact.notes)",
        "st.toast('%s' % contact.name)",
        "st.markdown('{}'.format(contact.name))",
        "st.pills('Who', people, format_func=lambda one: one.name)",
        "def label(one):\n    return one.name\nst.button(label(x))",
        "def draw(label):\n    st.button(label)\ndraw(contact.name)",
        "for one in people:\n    st.markdown(one)",
        "with st.expander(contact.name):\n    pass",
        "st.columns(2)[0].markdown(contact.name)",
        "st.metric('Asks', contact.name)",
        "st.info(st.session_state['typed'])",
        "st.caption(shown(contact.name))",
        "parts = []\nparts.append(contact.name)\nst.markdown(' '.join(parts))",
        "st.caption(guide.fill(md('x')) if x else contact.name)",
        "st.html(contact.name)",
        "st.markdown(escape(contact.name))",
        "def image(alt):\n    return f'<img alt={escape(alt)}>'\nst.caption(image(contact.name))",
    ],
)
def test_what_is_found(source: str) -> None:
    """Negative controls: people's words by every way there is to a surface."""
    assert findings(_parsed(page=source))


@pytest.mark.parametrize(
    "source",
    [
        "st.title('People')",
        "st.caption(f'Hello {md(contact.name)}, {count:,} of {day:%A}')",
        "name = md(contact.name)\nst.button(f'**{name}**' if name else 'Nobody')",
        "st.text(contact.name)",
        "WORDS = {1: 'one'}\nst.caption(WORDS[n])",
        "st.caption(' · '.join(md(one) for one in parts))",
        "def label(x):\n    return capital(guide.label(x))\nst.pills('x', y, format_func=label)",
        "def draw(label):\n    st.button(label)\ndraw('Save')",
        "for label, answer in (('Yes', 1), ('No', 0)):\n    st.button(label)",
        "def image(alt):\n    return f'<img alt={escape(alt)}>'\nst.html(image(contact.name))",
        "st.html(f'<img src=\"data:,{b64encode(picture).decode()}\">')",
    ],
)
def test_what_passes(source: str) -> None:
    """Constants, `md`, the guide, numbers and dates."""
    assert findings(_parsed(page=source)) == []


def test_it_reads_all_pages() -> None:
    """The list of files is not empty by mistake."""
    assert {"main", "people", "give", "workbook", "today", "ask", "start"} <= {
        one.stem for one in FILES
    }
