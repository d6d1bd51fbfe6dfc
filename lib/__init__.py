"""The rooms of the workbook; each may import only what `tests/test_rooms.py` allows it.

coaching      the nouns and the rules of networking, pure: no screen, no store, no clock, no file
guide         the articles' numbers and words as data, each with the rules it rests on
expectations  the statistics of one's own asks, pure
charts        statistics drawn as plain SVG, each with its sentence and its table
exchange      files in and out
store         where workbooks are kept: SQLite or PostgreSQL by URL; versions, history, undo, rights
access        who is here: visits
web           the HTTP edge: one middleware, the routes beside Streamlit
upkeep        start-up checks, the host's command for links
ui            what pages share: the open workbook, cards, forms, safe text
settings      every setting, its default and its meaning
"""
