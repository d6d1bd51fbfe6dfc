"""What pages share: the open workbook and the day, forms, cards, the frame, safe text."""
