"""Every write of the offices room, one verb a function."""

from kuea.offices.actions.committees import (
    activate_committee,
    end_committee,
    end_seat,
    order_committee,
    propose_committee,
    seat_member,
)
from kuea.offices.actions.duties import (
    MAY_APPOINT,
    add_user,
    appoint,
    change_own_password,
    end_duty,
    install_administrator,
    note_failed_sign_in,
    note_sign_in,
    note_sign_out,
    set_password,
)
from kuea.offices.actions.editions import (
    LARGEST_LIMIT,
    change_limits,
    load_editions,
    open_edition,
    open_province,
)
from kuea.offices.actions.organisations import (
    add_organisation,
    change_organisation,
    missing_capacity,
)
from kuea.offices.actions.places import PlacesReport, load_places
from kuea.offices.actions.resolutions import (
    change_resolution,
    draft_resolution,
    sign_resolution,
)
from kuea.offices.actions.villages import (
    ListReport,
    LocalGovernmentRow,
    PlaceFault,
    VillageRow,
    import_local_governments,
    import_village_list,
    load_village_counts,
    make_numbered_villages,
)

__all__ = [
    "LARGEST_LIMIT",
    "ListReport",
    "LocalGovernmentRow",
    "MAY_APPOINT",
    "PlaceFault",
    "PlacesReport",
    "VillageRow",
    "activate_committee",
    "add_organisation",
    "add_user",
    "appoint",
    "change_limits",
    "change_organisation",
    "change_own_password",
    "change_resolution",
    "draft_resolution",
    "end_committee",
    "end_duty",
    "end_seat",
    "import_local_governments",
    "import_village_list",
    "install_administrator",
    "load_editions",
    "load_places",
    "load_village_counts",
    "make_numbered_villages",
    "missing_capacity",
    "note_failed_sign_in",
    "note_sign_in",
    "note_sign_out",
    "open_edition",
    "open_province",
    "order_committee",
    "propose_committee",
    "seat_member",
    "set_password",
    "sign_resolution",
]
