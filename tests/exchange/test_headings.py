"""Headings to parts: languages, orders, old layouts, address books."""

# ruff: noqa: RUF001 - letters that look alike are what is tested

from __future__ import annotations

import pytest

from lib.coaching.contacts import Contact
from lib.coaching.records import fields_of
from lib.exchange.headings import Part, part_of, parts_of

NEW = [
    Part.FIRST,
    Part.LAST,
    Part.LINK,
    Part.EMAIL,
    Part.COMPANY,
    Part.POSITION,
    Part.CONNECTED_ON,
]

LINKEDIN = {
    "en": "First Name,Last Name,URL,Email Address,Company,Position,Connected On",
    "de": "Vorname,Nachname,URL,E-Mail-Adresse,Unternehmen,Position,Verbunden am",
    "fr": "Prénom,Nom,URL,Adresse e-mail,Entreprise,Poste,Connecté le",
    "es": "Nombre,Apellidos,URL,Dirección de correo electrónico,Empresa,Cargo,Conectado el",
    "pt": "Nome,Sobrenome,URL,Endereço de e-mail,Empresa,Cargo,Conectado em",
    "it": "Nome,Cognome,URL,Indirizzo email,Azienda,Posizione,Collegato il",
    "pl": "Imię,Nazwisko,URL,Adres e-mail,Firma,Stanowisko,Połączono",
    "sv": "Förnamn,Efternamn,URL,E-postadress,Företag,Befattning,Kontakt sedan",
    "nl": "Voornaam,Achternaam,URL,E-mailadres,Bedrijf,Functie,Verbonden op",
}


@pytest.mark.parametrize("language", LINKEDIN)
def test_linkedin_in_its_languages(language: str) -> None:
    """B45: the columns of the export are known in nine languages, in any order."""
    headings = LINKEDIN[language].split(",")
    assert list(parts_of(headings)) == NEW
    assert list(parts_of(headings[::-1])) == NEW[::-1]


@pytest.mark.parametrize(
    ("headings", "parts"),
    [
        ("First Name,Last Name,Email Address,Company,Position,Connected On", NEW[:2] + NEW[3:]),
        ("First Name,Last Name,Email Address,Company,Connected On", [*NEW[:2], *NEW[3:5], NEW[6]]),
        (
            "Title,First Name,Middle Name,Last Name,Suffix,E-mail Address,E-mail 2 Address,Job",
            [
                Part.NOTES,
                Part.FIRST,
                Part.MIDDLE,
                Part.LAST,
                Part.NOTES,
                Part.EMAIL,
                Part.EMAIL,
                Part.POSITION,
            ],
        ),
    ],
)
def test_old_layouts(headings: str, parts: list[Part | None]) -> None:
    """B45: LinkedIn's earlier exports, without links, without positions, and Outlook's form."""
    assert list(parts_of(headings.split(","))) == parts


@pytest.mark.parametrize(
    ("headings", "parts"),
    [
        (
            "Name,Given Name,Family Name,E-mail 1 - Value,E-mail 2 - Value,Phone 1 - Value",
            [
                Part.NAME,
                Part.FIRST,
                Part.LAST,
                Part.EMAIL,
                Part.EMAIL,
                Part.PHONE,
            ],
        ),
        (
            "First Name,Last Name,Organization Name,Organization Title,E-mail 1 - Value",
            [Part.FIRST, Part.LAST, Part.COMPANY, Part.POSITION, Part.EMAIL],
        ),
        (
            "Name,Organization 1 - Name,Organization 1 - Title",
            [Part.NAME, Part.COMPANY, Part.POSITION],
        ),
        (
            "Display Name,Primary Email,Secondary Email,Work Phone,Mobile Number,Web Page 1",
            [Part.NAME, Part.EMAIL, Part.EMAIL, Part.PHONE, Part.PHONE, Part.LINK],
        ),
        (
            "Primäre E-Mail-Adresse,Sekundäre E-Mail-Adresse,Tel. dienstlich,Mobil-Tel.-Nr.",
            [Part.EMAIL, Part.EMAIL, Part.PHONE, Part.PHONE],
        ),
        (
            "givenName,sn,cn,mail,mozillaSecondEmail,telephoneNumber,homePhone,o,title",
            [
                Part.FIRST,
                Part.LAST,
                Part.NAME,
                Part.EMAIL,
                Part.EMAIL,
                Part.PHONE,
                Part.PHONE,
                Part.COMPANY,
                Part.POSITION,
            ],
        ),
        ("First,Last,Email,Alternate Email 1,Email2", [Part.FIRST, Part.LAST, *[Part.EMAIL] * 3]),
        ("Titre,Prénom,Nom,Titre", [Part.NOTES, Part.FIRST, Part.LAST, Part.POSITION]),
        (
            "Name Prefix,First Name,Last Name,Name Suffix",
            [Part.NOTES, Part.FIRST, Part.LAST, Part.NOTES],
        ),
    ],
)
def test_address_books(headings: str, parts: list[Part]) -> None:
    """B46: Google's both layouts, Thunderbird, Yahoo, Outlook in French, LDIF's names."""
    assert list(parts_of(headings.split(","))) == parts


@pytest.mark.parametrize(
    ("headings", "parts"),
    [
        ("Name", [Part.NAME]),
        ("Name,Vorname", [Part.LAST, Part.FIRST]),
        ("Nom,Société", [Part.NAME, Part.COMPANY]),
        ("Nom,Prénom", [Part.LAST, Part.FIRST]),
        ("Nombre,Empresa", [Part.NAME, Part.COMPANY]),
        ("Nome,Cognome", [Part.FIRST, Part.LAST]),
        ("Naam,Bedrijf", [Part.NAME, Part.COMPANY]),
        ("Title,Name", [Part.POSITION, Part.NAME]),
        ("Foo,Bar", [None, None]),
    ],
)
def test_words_that_mean_a_whole_or_a_half(headings: str, parts: list[Part | None]) -> None:
    """B45: "Nom", "Nombre" and "Name" are half a name only beside the other half."""
    assert list(parts_of(headings.split(","))) == parts


@pytest.mark.parametrize(
    "heading",
    ["E-Mail", "e mail", "E\u00a0MAIL", " Email: ", "e_mail", "Ｅｍａｉｌ", "\ufeffemail*"],
)
def test_spelling_of_headings(heading: str) -> None:
    """B33, B40: case, spaces, no-break spaces, punctuation and width make no difference."""
    assert part_of(heading) is Part.EMAIL


def test_our_own_headings() -> None:
    """B54: what this workbook calls its fields is known, from the record itself."""
    for one in fields_of(Contact):
        if one.name in {part.value for part in Part}:
            assert part_of(one.column.heading) is Part(one.name)
