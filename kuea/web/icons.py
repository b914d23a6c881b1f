"""Our own small set of line icons, drawn on a 24 by 24 grid. A shape always stands beside words."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

SHAPES: dict[str, str] = {
    "check": "M4 12.5l5 5L20 6.5",
    "check-ring": "M21 12a9 9 0 1 1-18 0a9 9 0 0 1 18 0M8 12.5l3 3l5.5-6",
    "ring": "M21 12a9 9 0 1 1-18 0a9 9 0 0 1 18 0",
    "half": "M21 12a9 9 0 1 1-18 0a9 9 0 0 1 18 0M12 3v18M12 8h-4.5M12 12h-8M12 16h-4.5",
    "dash": "M5 12h14",
    "cross": "M6 6l12 12M18 6L6 18",
    "plus": "M12 5v14M5 12h14",
    "arrow": "M4 12h15M13 6l6 6l-6 6",
    "back": "M20 12H5M11 6l-6 6l6 6",
    "down": "M6 9l6 6l6-6",
    "alert": "M12 3L2.5 20h19zM12 9.5v5M12 17.4v.1",
    "info": "M21 12a9 9 0 1 1-18 0a9 9 0 0 1 18 0M12 11v6M12 7.4v.1",
    "clock": "M21 12a9 9 0 1 1-18 0a9 9 0 0 1 18 0M12 7v5.5l3.5 2",
    "calendar": "M4 6h16v14H4zM4 10.5h16M8.5 3v5M15.5 3v5",
    "hand": "M3 13.5c3-2 5-1.5 7 .5h4c2 0 2 2.5 0 2.5h-4M14 16l5-2.5c2-1 3 1 1.5 2.2L14 20.5H7L3 19M16 4.5c-1.5-1.6-4-.2-4 1.8c0 2.4 4 4.2 4 4.2s4-1.8 4-4.2c0-2-2.5-3.4-4-1.8",
    "leaf": "M5 20c0-9 5-15 15-16c0 10-5 15-12 14M5 20c2-5 5-8 9-10",
    "person": "M16 8a4 4 0 1 1-8 0a4 4 0 0 1 8 0M4.5 20.5c.5-5 3.5-7 7.5-7s7 2 7.5 7",
    "people": "M12 8.5a3.5 3.5 0 1 1-7 0a3.5 3.5 0 0 1 7 0M2 20c.3-4.5 3-6 6.5-6s6.2 1.5 6.5 6M15.5 5.2a3.5 3.5 0 0 1 0 6.6M17.5 14.3c2.8.6 4.3 2.5 4.5 5.7",
    "home": "M3 11.5L12 4l9 7.5M5.5 9.5V20h13V9.5M10 20v-6h4v6",
    "pin": "M12 21c5-5.5 7-8.5 7-11.5a7 7 0 0 0-14 0c0 3 2 6 7 11.5M14.5 9.5a2.5 2.5 0 1 1-5 0a2.5 2.5 0 0 1 5 0",
    "map": "M3 6l6-2.5l6 2.5l6-2.5V18l-6 2.5L9 18l-6 2.5zM9 3.5V18M15 6v14.5",
    "search": "M17 10.5a6.5 6.5 0 1 1-13 0a6.5 6.5 0 0 1 13 0M15.5 15.5L21 21",
    "file": "M6 3h8l5 5v13H6zM14 3v5h5M9 13h7M9 17h7",
    "upload": "M12 16V4M7 8.5L12 4l5 4.5M4 16v4h16v-4",
    "download": "M12 4v12M7 11.5l5 4.5l5-4.5M4 16v4h16v-4",
    "print": "M7 9V3h10v6M7 17H4V9h16v8h-3M7 14h10v7H7z",
    "undo": "M8 5L4 9l4 4M4 9h10a5.5 5.5 0 0 1 0 11H8",
    "lock": "M5 11h14v10H5zM8 11V8a4 4 0 0 1 8 0v3M12 15v2.5",
    "phone": "M6 3l3 .5l1.5 4L8.5 9.5c1 2.5 3.5 5 6 6l2-2l4 1.5l.5 3c-.5 2-2 3-4 3C9.5 20.5 3.5 14.5 3 7c0-2 1-3.5 3-4",
    "chat": "M4 4h16v12H10l-4.5 4.5V16H4zM8 8.5h8M8 12h5",
    "flag": "M5 21V4M5 4.5c4-2.5 8 2.5 14 0v9c-6 2.5-10-2.5-14 0",
    "pause": "M21 12a9 9 0 1 1-18 0a9 9 0 0 1 18 0M10 9v6M14 9v6",
    "link": "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 6 6l1-1",
    "gear": "M4 7h9M17 7h3M4 17h3M11 17h9M17 7a2 2 0 1 1-4 0a2 2 0 0 1 4 0M11 17a2 2 0 1 1-4 0a2 2 0 0 1 4 0",
}

MARK_SHAPES = mark_safe(  # nosec B308  # our own drawing
    '<circle cx="16" cy="8" r="4" fill="#d9a21b"/>'
    '<path d="M7.5 11.5c0 6.5 3.5 10 8.5 10s8.5-3.5 8.5-10" fill="none" '
    'stroke="currentColor" stroke-width="2.6" stroke-linecap="round"/>'
    '<path d="M3 14c0 9 5 14 13 14s13-5 13-14" fill="none" '
    'stroke="currentColor" stroke-width="2.6" stroke-linecap="round"/>'
)


def draw(name: str) -> SafeString:
    """The icon as inline SVG, hidden from screen readers: the words beside it say it all."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        '<path d="{}"/></svg>',
        SHAPES[name],
    )


def draw_mark() -> SafeString:
    """The mark of Kuea: a person held in two cradling arms, the near and the wider community."""
    return format_html(
        '<svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">{}</svg>', MARK_SHAPES
    )
