"""Values of Qt's enumerations that the table's model and its columns use, as plain numbers."""

ALIGN_LEFT = 0x0001
ALIGN_RIGHT = 0x0002
ALIGN_V_CENTRE = 0x0080

DISPLAY_ROLE = 0
EDIT_ROLE = 2
TOOL_TIP_ROLE = 3
FONT_ROLE = 6
ALIGNMENT_ROLE = 7
ACCESSIBLE_TEXT_ROLE = 11
INITIAL_SORT_ORDER_ROLE = 14
