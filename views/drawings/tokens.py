"""Which colours does everything use? One table: pages, style sheet, config.toml and documents take theirs from it.

Rust (`gap`) never stands alone: a word, a form or a weight carries the same meaning. Paper and files use the light ones.
"""

TOKENS = {  # light, dark, used for
    "paper": ("#FCFBF8", "#14171A"),  # page
    "surface": ("#F3F1EB", "#1E2226"),  # Zahlenpass, widgets
    "land": ("#E9E6DE", "#2A2F34"),  # past columns
    "middle": ("#C9C5BA", "#4A5158"),  # decorative fill
    "line": ("#DCD8CE", "#363C42"),  # hairlines
    "ink": ("#1B1F23", "#ECEAE5"),  # text
    "ink2": ("#4E545B", "#B9BCBF"),  # subtitles, labels in charts
    "ink3": ("#666B72", "#9BA0A6"),  # table heads, axes
    "axis": ("#86857F", "#7C8187"),  # axis line, border of a mark
    "context": ("#7A7F86", "#868C93"),  # grey marks
    "accent": ("#0A5C80", "#6FBFE4"),  # the figure in question; says nothing about good or bad
    "accent-pale": ("#CBE1EB", "#1D4254"),  # fills
    "estimate": ("#86B5C9", "#23617D"),  # estimated from answers; never without an outline of accent
    "gap": ("#AE3F0C", "#F2986A"),  # gaps, DEMO
    "gap-pale": ("#F4D8C8", "#52301F"),  # a flagged cell
    "s0": ("#E6EEF0", "#20292E"),
    "s1": ("#BCD6E0", "#1F4152"),
    "s2": ("#86B5C9", "#23617D"),
    "s3": ("#2E7695", "#4E9DC0"),
    "s4": ("#0A5C80", "#8FD2F0"),
    "t0": ("#1B1F23", "#ECEAE5"),  # text on s0 … s4
    "t1": ("#1B1F23", "#ECEAE5"),
    "t2": ("#1B1F23", "#FFFFFF"),
    "t3": ("#FFFFFF", "#14171A"),
    "t4": ("#FFFFFF", "#14171A"),
}
