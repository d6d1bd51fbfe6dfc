"""A workbook of one's own and its pages, as the tests of the pages have them."""

from tests.ui.conftest import desk, open_page

__all__ = ["desk", "open_page"]
