"""Addresses of care."""

from django.urls import path

from kuea.care import views

app_name = "care"
urlpatterns = [
    path("", views.care_list, name="list"),
    path("cases/<int:pk>/help/", views.give_help, name="help"),
    path("cases/<int:pk>/start/", views.start, name="start"),
    path("cases/<int:pk>/visit/", views.visit, name="visit"),
    path("cases/<int:pk>/review/", views.review, name="review"),
    path("cases/<int:pk>/self-manage/", views.self_manage, name="self_manage"),
    path("cases/<int:pk>/reopen/", views.reopen, name="reopen"),
    path("cases/<int:pk>/close/", views.close, name="close"),
    path("cases/<int:pk>/transfer/", views.transfer, name="transfer"),
    path("transfers/<int:pk>/accept/", views.transfer_accept, name="transfer_accept"),
    path("transfers/<int:pk>/decline/", views.transfer_decline, name="transfer_decline"),
]
