"""Files in and out of a workbook: contacts from address books, spreadsheets and LinkedIn's archive.

A file comes in by steps, each a value that can be looked at before the next: `kinds` and `archives`
(may it be opened), `incoming` (whatever its kind, one table of people; read by `child`, a process
with limits), `contacts_in.propose` (which column is what) and `contacts_in.preview` (what an import
would do). Nothing is saved here: `contacts_in.writes` gives the records for one action of the
store.

All of it goes out as XLSX, CSV files or JSON (`xlsx_out`, `csv_out`, `json_out`) and comes back by
`whole` (what a file says) and `difference` (how it differs); `vcard_out` and `calendar_out` are for
phones.

Libraries: charset-normalizer for encodings that are not named, openpyxl (with defusedxml beneath)
for XLSX from elsewhere, XlsxWriter to write ours, icalendar for calendars. CSV, vCard and our own
XLSX have readers of our own; `tables`, `vcard` and `xlsx_tabs` say why.
"""
