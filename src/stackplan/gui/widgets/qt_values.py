"""Values of Qt's enumerations that the window needs before its first paint, as plain numbers.

PySide makes all 93 enumerations of `Qt` when that name is first used: a tenth of the way to the
first paint. So nothing on that way uses it; the tests hold these numbers against Qt's own.
"""

VERTICAL = 2
NO_FOCUS = 0
TAB_FOCUS = 1
STRONG_FOCUS = 11
SCROLL_BAR_OFF = 1

ALIGN_LEFT = 0x0001
ALIGN_RIGHT = 0x0002
ALIGN_H_CENTRE = 0x0004
ALIGN_V_CENTRE = 0x0080
WORD_WRAP = 0x1000

DISPLAY_ROLE = 0
EDIT_ROLE = 2
TOOL_TIP_ROLE = 3
FONT_ROLE = 6
ALIGNMENT_ROLE = 7
ACCESSIBLE_TEXT_ROLE = 11
INITIAL_SORT_ORDER_ROLE = 14
