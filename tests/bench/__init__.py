"""How fast the workbook is, beside a bare page that shows the same."""
