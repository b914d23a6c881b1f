"""Every address of the program. Each room brings its own; the front page is the duty's desk."""

from importlib.util import find_spec

from django.urls import include, path

from kuea.reporting.views import front

ROOMS = {
    "": "web",
    "desk/": "reporting",
    "office/": "offices",
    "people/": "people",
    "intake/": "intake",
    "papers/": "letters",
    "hosts/": "giving",
    "find/": "finding",
    "cover/": "coverage",
    "care/": "care",
    "steer/": "steering",
    "privacy/": "privacy",
}

urlpatterns = [path("", front, name="front")]
urlpatterns += [
    path(prefix, include((f"kuea.{room}.urls", room), namespace=room))
    for prefix, room in ROOMS.items()
    if find_spec(f"kuea.{room}.urls")
]

# The door's pages go by the names django-allauth asks for, outside every room's own name space.
urlpatterns += [path("office/", include("kuea.offices.account_urls"))]

handler400 = "kuea.web.views.bad_request"
handler403 = "kuea.web.views.permission_denied"
handler404 = "kuea.web.views.page_not_found"
handler429 = "kuea.web.views.too_many"
handler500 = "kuea.web.views.server_error"
