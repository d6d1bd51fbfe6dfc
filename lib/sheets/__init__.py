"""A workbook's two-way sync with a Google Sheet."""
