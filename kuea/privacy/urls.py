"""Addresses of the room, below privacy/."""

from django.urls import path

from kuea.privacy import case_views, register_views, request_views, views

app_name = "privacy"
urlpatterns = [
    path("", views.home, name="home"),
    path("rights/", views.rights, name="rights"),
    path("clocks/", views.clocks, name="clocks"),
    path("ropa/", views.record_of_processing, name="ropa"),
    path("requests/new/", request_views.request_new, name="request_new"),
    path("requests/<int:pk>/", request_views.request_page, name="request"),
    path("requests/<int:pk>/decide/", request_views.request_decide, name="request_decide"),
    path("requests/<int:pk>/carry-out/", request_views.request_carry_out, name="request_carry_out"),
    path("requests/<int:pk>/take-back/", request_views.request_take_back, name="request_take_back"),
    path("requests/<int:pk>/letter/", request_views.request_letter, name="request_letter"),
    path("requests/<int:pk>/copy/", request_views.request_copy, name="request_copy"),
    path("restricted/<int:pk>/", request_views.unrestrict, name="unrestrict"),
    path("cases/<int:pk>/", case_views.case, name="case"),
    path("cases/<int:pk>/consent/", case_views.consent, name="consent"),
    path("cases/<int:pk>/consent/<int:consent_pk>/", case_views.withdraw, name="withdraw"),
    path("cases/<int:pk>/guardian/", case_views.guardian, name="guardian"),
    path("cases/<int:pk>/guardian/<int:guardian_pk>/", case_views.block, name="block"),
    path("cases/<int:pk>/waive/", case_views.waive, name="waive"),
    path("breaches/new/", register_views.breach_new, name="breach_new"),
    path("breaches/<int:pk>/", register_views.breach, name="breach"),
    path("breaches/<int:pk>/paper/", register_views.breach_paper, name="breach_paper"),
    path("breaches/<int:pk>/<slug:act>/", register_views.breach_act, name="breach_act"),
    path("retention/new/", register_views.retention_try, name="retention_try"),
    path("retention/<int:pk>/", register_views.retention, name="retention"),
    path("retention/<int:pk>/<slug:act>/", register_views.retention_act, name="retention_act"),
]
