"""Copying words with one tap: a button of our own, since a code block shows its own only on hover.

The clipboard of the browser is asked for on https and on this machine; elsewhere, as on a phone in
the same network, the older way through a selected text box is used.
"""

import streamlit as st

_BUTTON = st.components.v2.component(
    "copy_words",
    html='<button type="button" aria-live="polite"></button>',
    css="""
button {
  min-height: 2.5rem;
  padding: 0.25rem 0.75rem;
  border: 1px solid var(--st-border-color);
  border-radius: var(--st-button-radius);
  background: transparent;
  color: var(--st-text-color);
  font-family: var(--st-font);
  font-size: var(--st-base-font-size);
  cursor: pointer;
  white-space: nowrap;
}
button:hover, button:focus-visible {
  border-color: var(--st-primary-color);
  color: var(--st-primary-color);
}
""",
    js="""
export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button")
  button.textContent = data.label
  const older = () => {
    const box = document.createElement("textarea")
    box.value = data.text
    box.style.position = "fixed"
    box.style.opacity = "0"
    document.body.append(box)
    box.select()
    const done = document.execCommand("copy")
    box.remove()
    return done
  }
  button.onclick = async () => {
    let done = false
    try {
      await navigator.clipboard.writeText(data.text)
      done = true
    } catch {
      done = older()
    }
    button.textContent = done ? data.done : data.failed
    setTimeout(() => { button.textContent = data.label }, 4000)
  }
}
""",
)


def button(text: str, *, key: str, label: str = "Copy") -> None:
    """Draw a button that puts the text, letter for letter, on the clipboard."""
    _BUTTON(
        key=key,
        data={
            "text": text,
            "label": label,
            "done": "Copied",
            "failed": "Please mark and copy it by hand",
        },
        width="content",
    )
