"""The pages that are ours alone, without Streamlit: opening a link, joining, leaving, one moment.

Each is one small file of HTML: system fonts, light and dark, nothing from anywhere else. Their
policy lets the one script and the one style in them run, by their hashes, and nothing more.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Final

OPEN: Final = "/open"
LEAVE: Final = "/leave"
HEALTH: Final = "/health"
CALENDAR: Final = "/calendar/"
JOIN: Final = "/join"

PAGES: Final = (OPEN, LEAVE, JOIN)
"""Pages that bring a policy of their own, as does every page below the last one."""


def is_ours(path: str) -> bool:
    """Return whether a path is that of a page that brings a policy of its own."""
    return path in PAGES or path.startswith(f"{JOIN}/")


LOST: Final = (
    "It may have ended or been withdrawn, or a piece of it was lost on its way to you. Ask whoever "
    "gave it to you for a new one. If it was your own, ask your coach or whoever runs this "
    "workbook: they can make you a new link, and nothing of your work is gone."
)
UNKNOWN: Final = f"This link opens nothing here. {LOST}"
LATER: Final = (
    "A few links in a row have opened nothing. Wait a minute, then try again. Nothing is lost."
)
BROKEN: Final = "The workbook did not answer just now. Wait a moment, then try again."

STYLE: Final = """
:root {
  color-scheme: light dark;
  --ground: #FBF9F5; --text: #141B18; --strong: #2F6B57; --rim: #D9D2C3; --card: #F1EDE4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #171D1B; --text: #E8E6DF; --strong: #3B8069; --rim: #3A4641; --card: #212A27;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; padding: 12vh 1.25rem 4rem; background: var(--ground);
  color: var(--text); font: 17px/1.55 system-ui, sans-serif;
}
main {
  max-width: 34rem; margin: 0 auto; padding: 1.5rem 1.75rem; background: var(--card);
  border: 1px solid var(--rim); border-radius: 0.75rem;
}
h1 { margin: 0 0 0.75rem; font-size: 1.5rem; line-height: 1.25; font-weight: 650; }
p { margin: 0 0 1rem; }
p:last-child { margin-bottom: 0; }
a { color: inherit; }
form, .taps { display: flex; flex-wrap: wrap; gap: 1rem; align-items: center; }
button {
  min-height: 2.75rem; padding: 0.5rem 1.25rem; border: 0; border-radius: 0.75rem;
  background: var(--strong); color: #FFFFFF; font: inherit; font-weight: 600; cursor: pointer;
}
button:focus-visible, a:focus-visible { outline: 3px solid var(--text); outline-offset: 2px; }
[hidden] { display: none; }
"""

SCRIPT: Final = """
const said = document.querySelectorAll("section");
let key = "";
function show(id) {
  for (const one of said) one.hidden = one.id !== id;
}
async function open() {
  show("moment");
  try {
    const answer = await fetch("/open", { method: "POST", body: key, cache: "no-store" });
    if (answer.ok) return location.replace((await answer.json()).to);
    show({ 404: "unknown", 429: "later" }[answer.status] ?? "broken");
  } catch {
    show("broken");
  }
}
function begin() {
  key = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  if (key) open();
  else show("without");
}
for (const one of document.querySelectorAll("button")) one.addEventListener("click", open);
addEventListener("hashchange", begin);
begin();
"""


def hashed(text: str) -> str:
    """Return the hash by which a policy lets an inline script or style run, with its quotes."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        f"script-src {hashed(SCRIPT)}",
        f"style-src {hashed(STYLE)}",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""The content security policy of these pages."""


def page(body: str, *, head: str = "", style: str = STYLE) -> str:
    """Return a page of ours around a body.

    Args:
        body: HTML; what people typed in it is escaped.
        head: more for its head.
        style: its one style.
    """
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex">'
        f'<link rel="icon" href="/favicon.png">{head}'
        f"<title>Networking workbook</title><style>{style}</style></head>"
        f"<body><main>{body}</main></body></html>"
    )


OPENING: Final = page(
    '<section id="moment" hidden><h1>One moment</h1><p>Your workbook is being opened.</p></section>'
    f'<section id="unknown" hidden><h1>This link opens nothing here</h1><p>{LOST}</p></section>'
    f'<section id="later" hidden><h1>A short pause</h1><p>{LATER}</p>'
    '<p class="taps"><button type="button">Try again</button></p></section>'
    f'<section id="broken" hidden><h1>No answer just now</h1><p>{BROKEN}</p>'
    '<p class="taps"><button type="button">Try again</button></p></section>'
    '<section id="without" hidden><h1>Open your link</h1>'
    "<p>This is the beginning of a link. The rest of it, behind a #, says which workbook it opens. "
    "Open the whole link from your mail, your notes or your paper.</p></section>"
    "<noscript><h1>Scripts are off in this browser</h1><p>Your link holds its key behind the #, "
    "where only your own browser sees it. To hand it over, the page needs its one small script: "
    "allow scripts for this address, then load the page again.</p></noscript>"
    f"<script>{SCRIPT}</script>"
)
"""The page that a link leads to: its script takes the key out of the address and hands it over."""

LEAVING: Final = page(
    "<h1>Leave this workbook?</h1>"
    "<p>This browser then forgets every workbook that was opened in it. What you saved is kept. "
    "You come back with your link, from this computer or another one.</p>"
    "<p>If you have not kept your link yet, stay and keep it first.</p>"
    f'<form method="post" action="{LEAVE}"><button>Leave</button><a href="/">Stay</a></form>'
)

LEFT: Final = page(
    "<h1>You have left this workbook</h1>"
    "<p>Nothing of it is kept in this browser, and the back button shows nothing of it. Other "
    "windows in which it is open: close them.</p>"
    "<p>What you saved is kept. To come back, open your link.</p>"
)

NOT_LEFT: Final = page(
    "<h1>Close the other windows, too</h1>"
    "<p>Nothing of the workbook is kept in this browser. But the workbook did not answer just now, "
    "so a window in which it is still open goes on showing it: close each of them.</p>"
    "<p>What you saved is kept. To come back, open your link.</p>"
)
"""What is said where the browser has forgotten the visit and the store did not hear of it."""

MOMENT: Final = page(
    "<h1>One moment</h1><p>The page is loading.</p>"
    '<p><a href="">Go on</a> if it does not go on by itself.</p>',
    head='<meta http-equiv="refresh" content="0">',
)
"""What a browser sees for a blink that comes from another site: it brings its cookie next time."""
