"""Every write of the room."""

from kuea.steering.actions.stories import (
    add_story_picture,
    change_story,
    clear_story,
    publish_story,
    return_story,
    send_story,
    withdraw_story,
    write_story,
)

__all__ = [
    "add_story_picture",
    "change_story",
    "clear_story",
    "publish_story",
    "return_story",
    "send_story",
    "withdraw_story",
    "write_story",
]
