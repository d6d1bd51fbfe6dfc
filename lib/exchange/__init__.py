"""Files in and out of a workbook. So far: contacts from LinkedIn's export, or from any CSV.

A file is read in four steps, each a value that can be looked at before the next: `decoding` (bytes
to text), `tables` (text to headings and rows), `contacts_in.propose` (which column is what) and
`contacts_in.preview` (what an import would do). Nothing is saved here: `contacts_in.writes` gives
the records for one action of the store.
"""
