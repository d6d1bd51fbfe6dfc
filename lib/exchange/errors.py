"""What makes reading a file impossible, as one small tree; each message is in words for people.

FileRefusedError
├── OtherKindError    the content is no table of text: a spreadsheet, a picture, a program
├── TooLargeError     more bytes or more rows than an import takes
├── NothingInItError  there is no contact in it
└── UnreadableError   it is text, but not in the encoding it claims

Messages hold no name and no other value of the file.
"""


class FileRefusedError(Exception):
    """This file cannot be imported; the message says why, and what helps."""


class OtherKindError(FileRefusedError):
    """The content is no table of text."""


class TooLargeError(FileRefusedError):
    """More bytes or more rows than an import takes."""


class NothingInItError(FileRefusedError):
    """There is no contact in the file."""


class UnreadableError(FileRefusedError):
    """The text cannot be read in the encoding it claims."""
