"""Addresses of the forum's pages, below find/forums/."""

from django.urls import path

from kuea.finding import forum_views as views

urlpatterns = [
    path("", views.forum_list, name="forums"),
    path("plan/", views.forum_plan, name="forum_plan"),
    path("paper/", views.forum_paper, name="forum_paper"),
    path("<int:pk>/", views.forum_page, name="forum"),
    path("<int:pk>/items/", views.forum_add_item, name="forum_add_item"),
    path("<int:pk>/items/<int:item>/", views.forum_decide, name="forum_decide"),
    path("<int:pk>/attendance/", views.forum_attend, name="forum_attend"),
    path("<int:pk>/attendance/<int:row>/remove/", views.forum_unattend, name="forum_unattend"),
    path("<int:pk>/announce/", views.forum_announce, name="forum_announce"),
    path("<int:pk>/hold/", views.forum_hold, name="forum_hold"),
    path("<int:pk>/finish/", views.forum_finish, name="forum_finish"),
    path("<int:pk>/sign/", views.forum_sign, name="forum_sign"),
    path("<int:pk>/post/", views.forum_post, name="forum_post"),
    path("<int:pk>/cancel/", views.forum_cancel, name="forum_cancel"),
    path("<int:pk>/minutes/", views.forum_minutes, name="forum_minutes"),
    path("<int:pk>/minutes/posted/", views.forum_posted, name="forum_posted"),
]
