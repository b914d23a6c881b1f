from django.urls import path

from kuea.steering import views

app_name = "steering"
urlpatterns = [path("calendar/", views.milestones, name="milestones")]
