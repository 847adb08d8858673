"""Tips that quote names of files, which may look like markup or hold what does not show."""

from stackplan.core.text import shown

_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def plain_tip(text: str) -> str:
    """Give a tip that shows as it is read; Qt would take one with a tag in it for markup."""
    lines = [shown(line) for line in text.split("\n")]
    if "<" not in text:
        return "\n".join(lines)
    return f"<qt>{'<br>'.join(line.translate(_MARKUP) for line in lines)}</qt>"
