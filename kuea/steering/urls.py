from django.urls import path

from kuea.steering import story_views, views

app_name = "steering"
urlpatterns = [
    path("calendar/", views.milestones, name="milestones"),
    path("stories/", story_views.stories, name="stories"),
    path("stories/new/<int:case_pk>/", story_views.story_new, name="story_new"),
    path("stories/<int:pk>/", story_views.story, name="story"),
    path("stories/<int:pk>/change/", story_views.story_change, name="story_change"),
    path("stories/<int:pk>/picture/", story_views.story_picture, name="story_picture"),
    path("stories/<int:pk>/picture/add/", story_views.story_picture_add, name="story_picture_add"),
    path("stories/<int:pk>/<slug:act>/", story_views.story_act, name="story_act"),
]
