"""Addresses of the desks and boards, below desk/."""

from django.urls import path

from kuea.reporting import export_views, list_views, views

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
    path("lists/<int:pk>/", list_views.list_report, name="list_report"),
    path("lists/<int:pk>/paper/", list_views.list_paper, name="list_paper"),
    path("exports/", export_views.exports, name="exports"),
    path("exports/ask/", export_views.export_ask, name="export_ask"),
    path("exports/<int:pk>/", export_views.export_page, name="export"),
    path("exports/<int:pk>/paper/", export_views.export_paper, name="export_paper"),
    path("exports/<int:pk>/decide/", export_views.export_decide, name="export_decide"),
    path("exports/<int:pk>/file/", export_views.export_file, name="export_file"),
]
