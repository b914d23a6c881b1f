"""What the frame of every page shows: who is here, for which province, and where one can go.

The project's context processor fills one `PageFrame` per page and gives it to the templates as
`frame`; `nav` is given beside it so that a single page may replace it.
"""

from dataclasses import dataclass
from datetime import datetime

from kuea.web.looks import Link


@dataclass(frozen=True)
class PageFrame:
    province: str = ""
    edition: str = ""
    person: str = ""
    duty: str = ""
    nav: tuple[Link, ...] = ()
    home_url: str = "/"
    sign_in_url: str = ""
    sign_out_url: str = ""
    is_shared: bool = False  # a device used by several people: the way out is always in sight
    switch_url: str = ""
    access_url: str = ""
    credits_url: str = ""
    as_of: datetime | None = None
