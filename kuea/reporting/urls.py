"""Addresses of the desks and boards, below desk/."""

from django.urls import path

from kuea.reporting import views

app_name = "reporting"
urlpatterns = [
    path("", views.home, name="home"),
    path("board/", views.board, name="board"),
    path("board/paper/", views.board_paper, name="board_paper"),
    path("board/<str:code>/", views.tambon, name="tambon"),
    path("registers/", views.snapshots, name="snapshots"),
    path("registers/take/", views.take_snapshot, name="take_snapshot"),
    path("registers/<int:pk>/", views.register, name="register"),
    path("registers/<int:pk>/certify/", views.certify, name="certify"),
]
