"""Addresses of the room."""

from django.urls import path

from kuea.intake import rerun_views, views

app_name = "intake"
urlpatterns = [
    path("", views.batches, name="batches"),
    path("send/", views.send, name="send"),
    path("<int:pk>/", views.batch_page, name="batch"),
    path("<int:pk>/columns/", views.columns, name="columns"),
    path("<int:pk>/columns/forget/", views.forget, name="forget_columns"),
    path("<int:pk>/faulty/", views.faulty_sheet, name="faulty_sheet"),
    path("<int:pk>/read-again/", views.read_again, name="read_again"),
    path("<int:pk>/notice/", views.list_notice, name="list_notice"),
    path("<int:pk>/rerun/", rerun_views.rerun, name="rerun"),
    path("<int:pk>/rerun/stop/", rerun_views.stop, name="rerun_stop"),
    path("<int:pk>/rerun/resume/", rerun_views.resume, name="rerun_resume"),
    path("<int:pk>/rerun/back/", rerun_views.take_back, name="rerun_back"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
