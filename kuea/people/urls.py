"""Addresses of the room."""

from django.urls import include, path

from kuea.people import person_views, rerun_views

app_name = "people"
urlpatterns = [
    path("", person_views.persons, name="persons"),
    path("<int:pk>/", person_views.person_page, name="person"),
    path("<int:pk>/records/<int:record>/part/", person_views.part, name="part"),
    path("<int:pk>/records/<int:record>/reveal/", person_views.reveal, name="reveal"),
    path(
        "<int:pk>/links/<int:link>/take-back/", person_views.take_back_link, name="take_back_link"
    ),
    path("questions/", person_views.questions, name="questions"),
    path("questions/<int:pk>/", person_views.answer, name="answer"),
    path("questions/<int:pk>/take-back/", person_views.take_back, name="take_back"),
    path("reruns/<int:pk>/", rerun_views.rerun, name="rerun"),
    path("definitions/", include("kuea.people.definition_urls")),
]
