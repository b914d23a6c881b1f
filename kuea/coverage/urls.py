"""Addresses of coverage."""

from django.urls import path

from kuea.coverage import (
    gap_views,
    host_views,
    map_views,
    match_views,
    pair_views,
    plan_views,
    policy_views,
    territory_views,
    what_if_views,
)

app_name = "coverage"
urlpatterns = [
    path("gaps/", gap_views.gaps, name="gaps"),
    path("gaps/paper/", gap_views.gaps_paper, name="gaps_paper"),
    path("gaps/<int:pk>/", gap_views.gap, name="gap"),
    path("gaps/<int:pk>/<slug:act>/", gap_views.gap_act, name="gap_act"),
    path("map/", map_views.area_map, name="map"),
    path("map/paper/", map_views.area_map_paper, name="map_paper"),
    path("cells/", map_views.area_cells, name="cells"),
    path("cells/paper/", map_views.area_cells_paper, name="cells_paper"),
    path("territory/", territory_views.territory, name="territory"),
    path("territory/propose/", territory_views.territory_propose, name="territory_propose"),
    path("what-if/", what_if_views.what_if, name="what_if"),
    path("next-giver/", what_if_views.next_giver, name="next_giver"),
    path("plans/", plan_views.plans, name="plans"),
    path("plans/new/", plan_views.plan_new, name="plan_new"),
    path("plans/<int:pk>/", plan_views.plan, name="plan"),
    path("plans/policies/", policy_views.policies, name="policies"),
    path("plans/<int:pk>/needs/<int:need_pk>/", pair_views.pair, name="pair"),
    path("plans/<int:pk>/needs/<int:need_pk>/<slug:act>/", pair_views.pair_act, name="pair_act"),
    path("plans/<int:pk>/<slug:act>/", plan_views.plan_act, name="plan_act"),
    path("embrace/", match_views.embrace, name="embrace"),
    path("cases/<int:case_pk>/needs/<int:pk>/", match_views.givers, name="givers"),
    path("matches/<int:pk>/", match_views.match, name="match"),
    path("matches/<int:pk>/<slug:act>/", match_views.match_act, name="match_act"),
    path("cards/", match_views.cards, name="cards"),
    path("cards/<int:pk>/", match_views.card, name="card"),
    path("cards/<int:pk>/<slug:act>/", match_views.card_act, name="card_act"),
    *(
        path(
            f"hosts/<int:pk>/{decision}/",
            host_views.host_change,
            {"decision": decision},
            name=f"{decision}_host",
        )
        for decision in ("pause", "resume", "end")
    ),
]
