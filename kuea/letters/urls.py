"""Addresses of the registers, below papers/."""

from django.urls import path

from kuea.letters import views

app_name = "letters"
urlpatterns = [path("", views.papers, name="papers")]
