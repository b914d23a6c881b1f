"""Addresses of the definition pages, under people/definitions/."""

from django.urls import path

from kuea.people import definition_views as views

urlpatterns = [
    path("", views.definition_list, name="definitions"),
    path("draft/", views.definition_draft, name="definition_draft"),
    path("<int:pk>/", views.definition_page, name="definition"),
    path("<int:pk>/paper/", views.definition_paper, name="definition_paper"),
    path("<int:pk>/changes/", views.definition_changes, name="definition_changes"),
    path("<int:pk>/edit/", views.definition_edit, name="definition_edit"),
    path("<int:pk>/groups/new/", views.definition_group, name="definition_group_new"),
    path("<int:pk>/groups/<int:group_pk>/", views.definition_group, name="definition_group"),
    path(
        "<int:pk>/groups/<int:group_pk>/remove/",
        views.definition_group_remove,
        name="definition_group_remove",
    ),
    path("<int:pk>/open/", views.definition_open, name="definition_open"),
    path("<int:pk>/redraft/", views.definition_redraft, name="definition_redraft"),
    path("<int:pk>/comment/", views.definition_comment, name="definition_comment"),
    path("<int:pk>/answer/", views.definition_answer, name="definition_answer"),
    path("<int:pk>/adopt/", views.definition_adopt, name="definition_adopt"),
]
