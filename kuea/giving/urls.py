"""Addresses of the room, under hosts/."""

from django.urls import path

from kuea.giving import area_views, host_views, offer_views, volunteer_views

app_name = "giving"
urlpatterns = [
    path("", host_views.host_list, name="hosts"),
    path("open/", host_views.open_tambon, name="open_tambon"),
    path("propose/", host_views.propose, name="propose"),
    path("<int:pk>/", host_views.host_page, name="host"),
    path("<int:pk>/areas/", area_views.host_areas, name="host_areas"),
    path("<int:pk>/<slug:step>/", host_views.host_step, name="host_step"),
    path("areas/", area_views.area_grid, name="grid"),
    path("areas/paper/", area_views.area_paper, name="grid_paper"),
    path("areas/tray/", area_views.area_tray, name="area_tray"),
    path("areas/accept/", area_views.area_accept, name="area_accept"),
    path("areas/confirm/", area_views.area_confirm, name="area_confirm"),
    path("areas/<int:pk>/end/", area_views.area_end, name="area_end"),
    path("areas/<str:code>/<slug:group>/", area_views.area_cell, name="cell"),
    path("volunteers/", volunteer_views.volunteer_list, name="volunteers"),
    path("volunteers/new/", volunteer_views.volunteer_invite, name="volunteer_invite"),
    path("volunteers/me/", volunteer_views.volunteer_self, name="volunteer_self"),
    path("volunteers/groups/", volunteer_views.volunteer_groups, name="volunteer_groups"),
    path(
        "volunteers/groups/<int:pk>/active/",
        volunteer_views.volunteer_group_active,
        name="volunteer_group_active",
    ),
    path("volunteers/<int:pk>/", volunteer_views.volunteer_page, name="volunteer"),
    path(
        "volunteers/<int:pk>/code/",
        volunteer_views.volunteer_code,
        name="volunteer_code",
    ),
    path("volunteers/<int:pk>/<slug:step>/", volunteer_views.volunteer_step, name="volunteer_step"),
    path("organisations/", offer_views.network, name="network"),
    path("organisations/<int:pk>/", offer_views.organisation_page, name="organisation"),
    path(
        "organisations/<int:pk>/groups/",
        offer_views.organisation_groups,
        name="organisation_groups",
    ),
    path("organisations/<int:pk>/link/", offer_views.organisation_link, name="organisation_link"),
    path(
        "organisations/<int:pk>/link/<int:link_pk>/remove/",
        offer_views.organisation_unlink,
        name="organisation_unlink",
    ),
    path("offers/", offer_views.offer_list, name="offers"),
    path("offers/new/", offer_views.offer_new, name="offer_new"),
    path("offers/<int:pk>/reconfirm/", offer_views.offer_reconfirm, name="offer_reconfirm"),
    path("offers/<int:pk>/withdraw/", offer_views.offer_withdraw, name="offer_withdraw"),
    path("funds/", offer_views.funds, name="funds"),
    path("funds/<int:pk>/switch/", offer_views.fund_switch, name="fund_switch"),
]
