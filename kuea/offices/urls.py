from django.urls import path

from kuea.offices import account_views, committee_views, organisation_views, views

app_name = "offices"
urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/", account_views.sign_in, name="sign_in"),
    path("sign-out/", account_views.sign_out, name="sign_out"),
    path("duties/", account_views.duties, name="duties"),
    path("duties/password/", account_views.own_password, name="own_password"),
    path("accounts/", account_views.accounts, name="accounts"),
    path("accounts/new/", account_views.new_account, name="new_account"),
    path("accounts/appoint/", account_views.appoint, name="appoint"),
    path("accounts/<int:pk>/end/", account_views.end_duty, name="end_duty"),
    path("accounts/<int:pk>/password/", account_views.reset_password, name="reset_password"),
    path("limits/", views.limits, name="limits"),
    path("committees/", committee_views.committees, name="committees"),
    path("committees/new/", committee_views.propose, name="propose_committee"),
    path("committees/<int:pk>/", committee_views.committee, name="committee"),
    path("committees/<int:pk>/order/", committee_views.order, name="order_committee"),
    path("committees/<int:pk>/seats/", committee_views.seat, name="seat_member"),
    path("committees/<int:pk>/activate/", committee_views.activate, name="activate_committee"),
    path("committees/<int:pk>/end/", committee_views.end_committee, name="end_committee"),
    path("seats/<int:pk>/end/", committee_views.end_seat, name="end_seat"),
    path("resolutions/", committee_views.resolutions, name="resolutions"),
    path("resolutions/waiting/", committee_views.sign_queue, name="sign_queue"),
    path("resolutions/new/", committee_views.draft, name="draft_resolution"),
    path("resolutions/<int:pk>/", committee_views.resolution, name="resolution"),
    path("resolutions/<int:pk>/edit/", committee_views.change_resolution, name="change_resolution"),
    path("resolutions/<int:pk>/sign/", committee_views.sign, name="sign_resolution"),
    path("organisations/", organisation_views.organisations, name="organisations"),
    path("organisations/new/", organisation_views.new_organisation, name="new_organisation"),
    path("organisations/<int:pk>/", organisation_views.organisation, name="organisation"),
    path(
        "organisations/<int:pk>/edit/",
        organisation_views.change_organisation,
        name="change_organisation",
    ),
    path("places/find/", organisation_views.find_place, name="find_place"),
    path("credits/", views.credits, name="credits"),
]
