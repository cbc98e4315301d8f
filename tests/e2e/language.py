"""Is everything German that a visitor sees or hears? Words, numbers and forbidden words, in one place for all tests."""

import re

SEEN = """() => {
  const out = [document.title];
  for (const d of document.querySelectorAll('details')) d.open = true;
  const sql = [...document.querySelectorAll('.sql')].map(e => [e, e.style.display]);
  for (const [e] of sql) e.style.display = 'none';
  out.push(document.body.innerText);
  for (const [e, display] of sql) e.style.display = display;
  for (const e of document.querySelectorAll('svg text, svg title, caption, .tip')) out.push(e.textContent);
  for (const e of document.querySelectorAll('*'))
    for (const a of ['aria-label', 'aria-description', 'aria-roledescription', 'aria-valuetext', 'alt', 'title', 'placeholder'])
      if (e.hasAttribute(a)) out.push(e.getAttribute(a));
  return out.join('\\n'); }"""
PLATFORM_ENGLISH = (  # words of the platform that must not be seen on our pages
    "Page not found", "Running", "Stop", "Skip to main content", "App pages", "Navigate to home page", "Connecting",
    "Please wait", "No results", "Choose an option", "Choose options", "Loading", "Deploy", "Settings", "Rerun", "Fullscreen",
    "View fullscreen", "Close", "Streamlit", "Error", "Select all", "Clear all", "Search", "Download", "Copy", "Link to heading",
    "Main menu", "more", "View more", "View less", "Expand", "Collapse", "Browse files", "Drag and drop", "Limit", "Press Enter",
    "Show", "Hide", "Sort ascending", "Pin column", "Autosize", "Open", "open menu", "Clear value", "Logo", "Selected", "Remove",
)  # fmt: skip
FUNCTION_WORDS = "the|and|of|with|from|not|this|that|are|was|to|for|your|by|or|no|is"
GERMAN_TOO = {"was", "not"}  # „was“ and „Not“ are German words
FORBIDDEN = (  # texte.md § 8, as stems; „fehlende“ alone is said of deliveries
    r"(?:fehlende|vermisste|verlorene)\w* Kinder|unterversorgt|Versorgungslücke|Brennpunkt|führt zu|bewirkt|\bdank\b|signifikant|"
    r"Rangplatz|Schlusslicht|anonymisiert|Durchschnittskind|Überwachung"
)
NUMBER = re.compile(r"(?<![\w.,])\d[\d.,]*\d\.?")
GERMAN_NUMBERS = (  # everything else with a point or a comma between digits is written the English way
    r"\d{1,2}\.\d{1,2}\.\d{4}\.?|\d\d\.\d\d\.",  # dates: 31.12.2025 and 31.12.
    r"\d{1,3}(\.\d{3})+(,\d+)?\.?",  # 1.234 and 1.234,5
    r"\d+\.?|\d+,\d{1,2}\.?|0,\d+\.?|\d{4,},\d+\.?",  # 2025 and 8,9; with three digits 1,234 would be one thousand
)
CHAPTER = re.compile(r"^\s*\d{1,2}\.\d(?= [A-ZÄÖÜ])", re.MULTILINE)  # 5.1 Reichweite im Jahr
NAMES_WITH_NUMBERS = ("WCAG 2.1",)


def complaints_about(text: str) -> list[str]:
    """English words, forbidden words and numbers that are not written the German way."""
    return english_in(text) + re.findall(FORBIDDEN, text, re.IGNORECASE) + foreign_numbers(text)


def english_in(text: str) -> list[str]:
    """Words of the platform, and English function words."""
    named = "|".join(re.escape(word) for word in PLATFORM_ENGLISH)
    found = re.findall(rf"(?<![\w-])(?:{named})(?![\w-])", text)
    words = re.findall(rf"(?<![\w-])(?:{FUNCTION_WORDS})(?![\w-])", text)
    return found + [word for word in words if word not in GERMAN_TOO]


def foreign_numbers(text: str) -> list[str]:
    """Numbers as 1,234.5 or 12.5; dates and thousands with points are German."""
    german, told = re.compile("|".join(GERMAN_NUMBERS)), CHAPTER.sub("", text)
    for name in NAMES_WITH_NUMBERS:
        told = told.replace(name, "")
    return [number for number in NUMBER.findall(told) if not german.fullmatch(number)]
