"""Start: one message out in the first ten minutes, one question on the screen at a time."""

from lib.ui import opening, session

book = session.workbook()
opening.draw(book, session.day_of(book))
