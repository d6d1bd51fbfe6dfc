"""Texts that have broken programs: each must come in as it is, or be refused with its line."""

from __future__ import annotations

# ruff: noqa: RUF001 - letters that look alike are what is tested

WORDS = """
undefined null NULL Null nil NaN nan NA N/A None none true True FALSE False inf -inf Infinity
0 1 -1 00 007 00123 1.0 1.50 1,5 1e5 1E5 1e309 -0 0x10 0b1 1_000 ٣ Ⅷ ½ ∞ hasOwnProperty
__proto__ __class__ constructor id contacts name Name E-mail con CON PRN aux nul COM1
"""
LINES = [
    "O'Brien", "Robert'); DROP TABLE contacts;--", "1;DROP TABLE users", "' OR 1=1 -- 1",
    "Ann Roe", " Ann ", "Ann\u00a0Roe", "Ann\u200bRoe", "\u200bAnn", "Ann\u2028Roe",
    "👩‍👩‍👧‍👦", "🇩🇪", "👋🏽", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "❤️", "💩" * 20, "😀" * 60,
    "محمد علي", "דוד כהן", "שלום Ann", "Ann \u202etxt.exe", "\u2067Ann\u2069", "田中さん",
    "사회과학원",
    "е́", "e\u0301", "\u00e9", "ﬁ", "İı", "Straße", "ẞ", "Ω", "Å", "Z" + "\u0301" * 200,
    "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤", "˙ɐnbᴉlɐ", "０００", "Ｔｈｅ", "𝐓𝐡𝐞", "⒯⒣⒠", "ⁱ²₃",
    "=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\uff1d1", '=HYPERLINK("http://e.example","x")',
    "=cmd|'/c calc'!A1", '=IMPORTXML("x","y")', "+49 30 123", "%0a", "--", "''", "'quoted'",
    "# Head", "- item", "1. x", "> q", "```", "---", "| a |", "**b** _i_ ~~s~~", "$x$", ":smile:",
    "![x](http://host.example/p.png)", "[x]: http://host.example", "[click](javascript:alert(1))",
    "[c](data:text/html,x)", "javascript:alert(1)", "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "</textarea>", "<a href='x'>y</a>",
    "<b>", "<br>", "&lt;script&gt;", "&amp;", "<!--", "]]>", "<?xml?>", "&#0;", "&nbsp;",
    "%{x}", "{name}", "{0.__class__}", "%s%s%n", "${x}", "{{7*7}}", "#{1+1}", "$(ls)", "`ls`",
    "../../etc/passwd", "..\\..\\x", "C:\\", "\\", "\\n", "\\,", "\\;", "\\:", "a\\", "/dev/null",
    "a\x00b", "x\x07y", "x\x1by", "x\x7fy", "x\x85y", "x\ufeffy", "x\ufffe", "x\U0001ffff",
    "\ufffd",
    "a;b|c,d", "a,b", "a;b", "a|b", "a\tb", "a:b", "a=b", "a==", "=C3=84", "=?utf-8?Q?=C3=84?=",
    'say "hi"', '"', '""', '"""', "a\nb", "a\r\nb", "\n", "END:VCARD", "BEGIN:VCARD", "FN:x",
    "x ::: y", " ::: ", ":::", "sep=;", "Notes:", "a@b", "a b@c", "ann@exämple.org", "ann@x.org",
    "a@b.co\nBcc: x@y", "http://x.example/a?b=c#d", "//evil", "http://user@evil.example",
    "www.x.org",
    "2026-02-30", "03/04/2026", "31.12.2026", "tomorrow", "46000", "0001-01-01", "9999-12-31",
    "x" * 200, "x" * 201, "x " * 6_000, "_x000D_", "_x0041_", "﷽" * 20, "Ｓｐ.", "¯\\_(ツ)_/¯",
]  # fmt: skip

NAUGHTY = [*WORDS.split(), *LINES]
