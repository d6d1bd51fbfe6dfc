"""Companies: who is there, who knows someone there."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.coaching.companies import companies_known, company_key, who_at
from lib.coaching.contacts import Contact
from lib.coaching.cover import Cover
from lib.coaching.workbook import Changed, Records, of

COVER = Cover(id="w")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Harbour Foods", "HARBOUR  foods Ltd.", True),
        ("Straße & Söhne GmbH", "STRASSE SÖHNE", True),
        ("Cafe\u0301 S.A.", "Café", True),
        ("Group", "group", True),
        ("Harbour Foods", "Harbour Ships", False),
        ("SAP SE", "Sap", True),
        ("Co", "Inc", False),
        ("", "   ", True),
    ],
)
def test_the_same_company(one: str, other: str, same: bool) -> None:  # noqa: FBT001 - a table
    """Capitals, accents, spaces and a firm's ending make no difference; another word does."""
    assert (company_key(one) == company_key(other)) == same


def test_direct_and_through_someone() -> None:
    """Those who are there, then those who know someone; nobody twice, the closest first."""
    rows = [
        Contact(id="a", name="A", company="Harbour Foods Ltd", strength=2),
        Contact(id="b", name="B", company="harbour foods", strength=4, knows_at="Harbour Foods"),
        Contact(id="c", name="C", company="Other", knows_at="Mill; HARBOUR FOODS\nDock"),
        Contact(id="d", name="D"),
    ]
    found = who_at(of([COVER, *rows]), "Harbour Foods")
    assert [one.id for one in found.direct] == ["b", "a"]
    assert [one.id for one in found.through] == ["c"]
    nobody = who_at(of([COVER, *rows]), " ")
    assert nobody.direct == nobody.through == ()
    assert companies_known(rows[2]) == ("Mill", "HARBOUR FOODS", "Dock")


PLACES = st.sampled_from(["", "Mill", "MILL Ltd", "Dock", "Dock, Mill", "Bay; Dock\nMill", "Ltd"])
CONTACTS = st.builds(
    Contact,
    id=st.sampled_from(["a", "b", "c", "d"]),
    name=st.just("N"),
    company=PLACES,
    knows_at=PLACES,
)


def naive(records: Records, company: str) -> tuple[set[str], set[str]]:
    """Return (direct, through) ids by walking through every contact."""
    key = company_key(company)
    people: Sequence[Contact] = list(records.all(Contact).values())
    here = {one.id for one in people if key and company_key(one.company) == key}
    known = {
        one.id for one in people if key and key in {company_key(at) for at in companies_known(one)}
    }
    return here, known - here


@given(
    batches=st.lists(st.lists(CONTACTS, max_size=4), max_size=6),
    gone=st.sets(st.sampled_from("abcd")),
)
def test_carried_is_built(batches: list[list[Contact]], gone: set[str]) -> None:
    """Change by change the index says what walking through every contact says."""
    records = of([COVER])
    for batch in batches:
        who_at(records, "Mill")
        rows = {one.id: one for one in batch}
        records = records.changed(
            [Changed(records.get(Contact, row), one) for row, one in rows.items()]
        )
    rest = [records.get(Contact, row) for row in sorted(gone)]
    records = records.changed([Changed(one, None) for one in rest if one is not None])
    for company in ("Mill", "dock", "Bay", "Ltd", "", "Nowhere"):
        found = who_at(records, company)
        ids = {one.id for one in found.direct}, {one.id for one in found.through}
        assert ids == naive(records, company)


@given(st.text())
def test_any_name(name: str) -> None:
    """Whoever is at a company of any name is found by that name."""
    found = who_at(of([COVER, Contact(id="a", name="A", company=name)]), name)
    assert [one.id for one in found.direct] == (["a"] if company_key(name) else [])
