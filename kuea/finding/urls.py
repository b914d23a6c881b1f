"""Addresses of finding."""

from django.urls import include, path

from kuea.finding import case_views, glass_views, lead_views, picture_views, search_views

app_name = "finding"
urlpatterns = [
    path("", lead_views.leads, name="leads"),
    path("tell/", lead_views.lead_public, name="tell"),
    path("new/", lead_views.lead_new, name="lead_new"),
    path("new/<int:pk>/", lead_views.lead_done, name="lead_done"),
    path("places/", lead_views.lead_places, name="places"),
    path("receipt/", lead_views.receipt, name="receipts"),
    path("receipt/<str:code>/", lead_views.receipt, name="receipt"),
    path("cases/<int:pk>/", case_views.case, name="case"),
    path("cases/<int:pk>/visit/", case_views.case_visit, name="case_visit"),
    path("cases/<int:pk>/prepare/", case_views.case_prepare, name="case_prepare"),
    path("cases/<int:pk>/<slug:code>/", case_views.case_act, name="case_act"),
    path("glass/", glass_views.glass, name="glass"),
    path("glass/<int:pk>/", glass_views.glass_one, name="glass_one"),
    path("glass/<int:pk>/file/", glass_views.glass_file, name="glass_file"),
    path("looked/<int:pk>/", glass_views.looked, name="looked"),
    path("looked/<int:pk>/paper/", glass_views.looked_paper, name="looked_paper"),
    path("leads/<int:pk>/informant/", case_views.informant, name="informant"),
    path("searches/", search_views.searches, name="searches"),
    path("searches/open/", search_views.search_open, name="search_open"),
    path("searches/<int:pk>/", search_views.search, name="search"),
    path("searches/<int:pk>/pictures/", picture_views.picture_add, name="picture_add"),
    path("pictures/<int:pk>/", picture_views.picture_file, name="picture"),
    path("pictures/<int:pk>/remove/", picture_views.picture_remove, name="picture_remove"),
    path("paper/lead/", search_views.paper_lead, name="paper_lead"),
    path("paper/visit/", search_views.paper_visit, name="paper_visit"),
    path("paper/search/", search_views.paper_search, name="paper_search"),
    path("forums/", include("kuea.finding.forum_urls")),
]
