"""Which field of a contact does this column heading mean? Synonyms in several languages.

Headings are compared without case, accents and punctuation. LinkedIn's and the common address
books' words are here in English, German, French, Spanish, Portuguese, Italian, Dutch, Polish and
Swedish (B45, B46), and the names an LDIF address book has for them; a contact's own headings, as
this workbook writes them, come from the record itself.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from typing import TYPE_CHECKING

from lib.coaching.contacts import Contact
from lib.coaching.records import fields_of
from lib.coaching.text import folded

if TYPE_CHECKING:
    from collections.abc import Sequence


class Part(Enum):
    """What a column gives to a contact."""

    NAME = "name"
    FIRST = "first name"
    MIDDLE = "middle name"
    LAST = "last name"
    COMPANY = "company"
    POSITION = "position"
    EMAIL = "email"
    PHONE = "phone"
    LINK = "link"
    CONNECTED_ON = "connected_on"
    NOTES = "notes"


NAME_PARTS = frozenset({Part.NAME, Part.FIRST, Part.LAST})
"""The parts a name is made of."""

_WORDS: dict[Part, str] = {
    Part.NAME: (
        "name|full name|display name|contact name|contact|person|who|vollstandiger name|kontakt|"
        "ansprechpartner|anzeigename|vor und nachname|nom|nom complet|nom et prenom|prenom et nom|"
        "imie i nazwisko|namn|fullstandigt namn|cn|"
        "contact nom|nombre|nombre completo|nombre y apellidos|contacto|nome|nome completo|contato|"
        "nome e cognome|nominativo|contatto|naam|volledige naam|contactpersoon"
    ),
    Part.FIRST: (
        "first name|firstname|first names|first|given name|given|forename|vorname|rufname|prenom|"
        "nombre de pila|primeiro nome|nome proprio|voornaam|roepnaam|givenname|imie|fornamn"
    ),
    Part.MIDDLE: (
        "middle name|middle names|middle|additional name|second name|weitere vornamen|"
        "weiterer vorname|zweiter vorname|zweitname|deuxieme prenom|second prenom|autres prenoms|"
        "segundo nombre|nome do meio|segundo nome|secondo nome|tweede naam|tussenvoegsel"
    ),
    Part.LAST: (
        "last name|lastname|last|family name|surname|nachname|familienname|zuname|"
        "nom de famille|nom de familia|apellido|apellidos|sobrenome|apelido|ultimo nome|cognome|"
        "achternaam|familienaam|sn|nazwisko|efternamn"
    ),
    Part.COMPANY: (
        "company|company name|companies|organization|organisation|organization name|"
        "organization 1 name|"
        "organisation name|employer|current company|firm|business|workplace|unternehmen|firma|"
        "firmenname|arbeitgeber|organisation firma|entreprise|societe|employeur|"
        "nom de l entreprise|empresa|compania|nombre de la empresa|empleador|organizacion|"
        "nome da empresa|organizacao|"
        "empregador|azienda|societa|impresa|nome azienda|organizzazione|bedrijf|bedrijfsnaam|"
        "werkgever|organisatie|o|foretag|organizacja|pracodawca"
    ),
    Part.POSITION: (
        "position|job title|job|role|occupation|current position|headline|title|"
        "organization title|organization 1 title|berufsbezeichnung|funktion|beruf|jobtitel|stelle|"
        "rolle|poste|fonction|titre|intitule du poste|profession|cargo|puesto|ocupacion|posicion|"
        "titulo|funcao|posicao|ocupacao|posizione|qualifica|ruolo|mansione|professione|functie|"
        "functietitel|positie|beroep|rol|stanowisko|befattning|arbeitstitel"
    ),
    Part.EMAIL: (
        "e mail|email|emails|email address|e mail address|mail|mail address|primary email|"
        "work email|"
        "e mail 1 value|email 1 value|e mail adresse|email adresse|mailadresse|adresse e mail|"
        "adresse email|adresse mail|adresse electronique|courriel|adresse de courriel|"
        "adresse de messagerie|e mail 1 adresse|adresse de messagerie 1|correo|"
        "correo electronico|direccion de correo electronico|"
        "direccion de correo|direccion de email|endereco de e mail|endereco de email|"
        "correio eletronico|endereco eletronico|indirizzo email|indirizzo e mail|"
        "indirizzo di posta elettronica|posta elettronica|indirizzo mail|e mailadres|emailadres|"
        "mailadres|secondary email|alternate email|alternate email 1|mozillasecondemail|"
        "primare e mail adresse|sekundare e mail adresse|adres e mail|adres email|"
        "e post|e postadress"
    ),
    Part.PHONE: (
        "phone|phone number|phone numbers|phonenumbers|telephone|telephone number|mobile|"
        "mobile phone|mobile number|cell|"
        "cell phone|tel|phone 1 value|primary phone|home phone|work phone|business phone|"
        "company main phone|other phone|car phone|radio phone|telefon|telefon geschaftlich|"
        "telefon privat|telefon firma|haupttelefon|weiteres telefon|autotelefon|"
        "telefonnummer|handy|handynummer|mobil|mobiltelefon|mobilnummer|rufnummer|portable|"
        "numero de telephone|mobile telephone|telefono|numero de telefono|movil|celular|telefone|"
        "numero de telefone|telemovel|numero di telefono|cellulare|telefoonnummer|telefoon|mobiel|"
        "mobiele telefoon|telephone bureau|telephone domicile|telephone principal|telephone autre|"
        "telephone societe|telephone voiture|tel mobile|telephone portable|telefono del trabajo|"
        "telefono trabajo|telefono particular|telefono privado|telefono movil|telefono principal|"
        "telefono de la organizacion|otro telefono|numero de telefono del trabajo|"
        "numero de telefono movil|telefono del domicilio|telephonenumber|homephone|tel dienstlich|"
        "tel privat|mobil tel nr|numer telefonu|telefon komorkowy"
    ),
    Part.LINK: (
        "url|link|profile|profile url|profile link|linkedin|linkedin url|linkedin profile|"
        "linkedin link|public profile url|public profile|website|web page|webpage|web site|"
        "website 1 value|business web page|personal web page|pagina web|page web|profil|"
        "profil url|profillink|linkedin profil|webseite|url du profil|"
        "lien|lien du profil|profil linkedin|site web|url del perfil|perfil|enlace|"
        "perfil de linkedin|sitio web|url do perfil|perfil do linkedin|site|url del profilo|"
        "profilo|profilo linkedin|collegamento|sito web|profiel|profiel url|url van profiel|"
        "personal website|business website|webbplats"
    ),
    Part.CONNECTED_ON: (
        "connected on|connected|connection date|date connected|connected at|connected since|"
        "verbunden am|verbunden seit|kontakt seit|vernetzt am|vernetzt seit|verknupft am|"
        "connecte le|en relation depuis|date de connexion|date de mise en relation|"
        "relation depuis|conectado el|fecha de conexion|conectado desde|conectado em|"
        "data de conexao|data da conexao|"
        "data de ligacao|collegato il|data di collegamento|data collegamento|connesso il|"
        "collegato dal|verbonden op|connectie sinds|verbonden sinds|datum van connectie|połaczono|"
        "data połaczenia|kontakt sedan"
    ),
    Part.NOTES: (
        "notes|note|description|comment|comments|remarks|notizen|notiz|bemerkung|bemerkungen|kommentar|"
        "anmerkungen|remarque|remarques|commentaire|commentaires|notas|nota|comentario|comentarios|"
        "observaciones|observacoes|commenti|commento|osservazioni|notities|notitie|opmerkingen|"
        "opmerking"
    ),
}

_KEPT = (
    "nickname|nick name|spitzname|surnom|apodo|sobrenombre|apelido familiar|soprannome|bijnaam|"
    "address|postal address|home address|work address|business address|other address|"
    "address 1 formatted|adresse|anschrift|direccion|endereco|indirizzo|adres|"
    "fax|fax number|business fax|home fax|other fax|fax geschaftlich|fax privat|weiteres fax|"
    "telecopie bureau|telecopie domicile|telecopie autre|fax del trabajo|fax particular|"
    "pager|messenger|im|im address|birthday|geburtstag|anniversaire|cumpleanos|aniversario|"
    "compleanno|verjaardag|anniversary|related people|name prefix|name suffix|prefix|suffix|anrede|"
    "namenszusatz|suffixe|sufijo|sufixo|pager number|department|organization department|"
    "abteilung|service|departamento|"
    "unread lines"
)
"""What has no field of its own and is worth keeping: it goes to the notes under its heading."""

_WHOLE_OR_HALF = frozenset(("name", "nom", "nombre", "nome", "naam"))
"""Words that mean the whole name alone, and one half of it beside the other half."""
_WEAK_TITLE = frozenset(("title", "titre", "titulo"))
"""A position, unless a better column for it is there: "Title" is Mr or Ms in Outlook's export, and
in its French one "Titre" is first the one and then the other. Mr or Ms goes to the notes.
"""
_LONGEST = 80
"""Characters of a heading that are looked at; a longer cell is none."""
_SEPARATORS = re.compile(r"[^\w]+|_+")
_NUMBER = re.compile(r"\b([2-9]|\d\d)\b")
_ANY_NUMBER = re.compile(r"(?<!\d)\d{1,2}\b")


def heading_key(heading: str) -> str:
    """Return a heading for comparing: no case, no accents, no punctuation, single spaces."""
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFD", folded(heading))
        if not unicodedata.combining(letter)
    )
    return " ".join(_SEPARATORS.sub(" ", bare).split())


_PARTS: dict[str, Part] = {
    word: part
    for part, words in (*_WORDS.items(), (Part.NOTES, _KEPT))
    for word in words.split("|")
} | {
    heading_key(one.column.heading): Part(one.name)
    for one in fields_of(Contact)
    if one.name in {part.value for part in Part}
}


_NOTES = frozenset((*_WORDS[Part.NOTES].split("|"), heading_key("Notes")))


def part_of(heading: str) -> Part | None:
    """Return what a heading means on its own; None for a word not known.

    "E-mail 2 - Value" means what "E-mail 1 - Value" does, "Web Page 1" and "Email2" what the bare
    words do.
    """
    if len(heading) > _LONGEST:
        return None
    key = heading_key(heading)
    return (
        _PARTS.get(key)
        or _PARTS.get(_NUMBER.sub("1", key))
        or _PARTS.get(" ".join(_ANY_NUMBER.sub("", key).split()))
    )


def is_for_notes(heading: str) -> bool:
    """Return whether a heading means notes themselves, so that none need stand before them."""
    return heading_key(heading) in _NOTES


def parts_of(headings: Sequence[str]) -> tuple[Part | None, ...]:
    """Return what each heading means beside the others; a part may come more than once."""
    keys = [heading_key(one[:_LONGEST]) for one in headings]
    parts = [part_of(one) for one in headings]
    first, last = Part.FIRST in parts, Part.LAST in parts
    if first != last:
        half = Part.LAST if first else Part.FIRST
        for place, key in enumerate(keys):
            if key in _WHOLE_OR_HALF:
                parts[place] = half
                break
    strong = any(
        part is Part.POSITION and key not in _WEAK_TITLE
        for part, key in zip(parts, keys, strict=True)
    )
    weak = [place for place, key in enumerate(keys) if key in _WEAK_TITLE]
    if not (strong or "suffix" in keys):
        weak = weak[:-1]
    for place in weak:
        parts[place] = Part.NOTES
    return tuple(parts)


def known(cells: Sequence[str]) -> int:
    """Return how many different parts a row of cells names, if it were a row of headings."""
    return len({part for part in parts_of(cells) if part is not None})
