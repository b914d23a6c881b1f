from django.urls import path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from kuea.web import views
from kuea.web.pages import for_anyone

app_name = "web"
urlpatterns = [
    path("language/", for_anyone(require_POST(set_language)), name="set_language"),
    path("healthz", for_anyone(views.check_health), name="health"),
    path("robots.txt", for_anyone(views.show_robots), name="robots"),
    path("style/", for_anyone(views.show_style_guide), name="style_guide"),
    path("style/paper/", for_anyone(views.show_paper_sample), name="style_paper"),
]
