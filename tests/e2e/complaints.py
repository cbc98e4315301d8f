"""What does the browser complain about? Console errors and faults of a page's scripts."""

import re


def note_complaints(page) -> list[str]:
    """What the browser complains about from now on, without the platform's own two probes of a base path."""
    said: list[str] = []

    def note(message) -> None:
        probe = re.search(r"/_stcore/(health|host-config)$", (message.location or {}).get("url", ""))
        if message.type == "error" and not (probe and "404" in message.text):
            said.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda fault: said.append(str(fault)))
    return said
