"""Pages of the map of givers and receivers, and of the grid of tambon and group (R37, R45, R61, R62, P4)."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kuea.coverage import labels
from kuea.coverage.cell_presenters import show_cells
from kuea.coverage.map_forms import MapSearch
from kuea.coverage.map_presenters import Asked, show_map
from kuea.coverage.queries.gaps import sees_cases
from kuea.coverage.queries.map_counts import MAP_READERS, read_map
from kuea.offices.scope import for_duty
from kuea.people.labels import help_kind_label
from kuea.web.looks import Link


def _map_context(request: HttpRequest) -> dict[str, Any]:
    facts = read_map(request.duty)
    search = MapSearch(request.GET, facts=facts)
    asked = Asked(
        search.told("group"), search.told("kind"), search.told("amphoe"), search.view,
        sees_cases(request.duty),
    )  # fmt: skip
    kept = {name: search.told(name) for name in ("group", "kind", "amphoe") if search.told(name)}
    chips = [
        Link(str(words), f"?{urlencode({**kept, 'view': view})}", view == asked.view)
        for view, words in labels.MAP_VIEWS.items()
    ]
    return {
        "search": search, "asked": asked, "chips": chips, "facts": facts,
        "map": show_map(request.duty.province_id, facts, asked), "as_of": timezone.now(),
        "marks": [(labels.MAP_MARKS[code], words) for code, words in labels.MAP_BLANKS.items()],
        "view_words": labels.MAP_VIEWS[asked.view],
        "group_name": dict(facts.groups).get(asked.group, ""),
        "kind_name": help_kind_label(asked.kind) if asked.kind else "",
        "query": urlencode({**kept, "view": asked.view}),
    }  # fmt: skip


@require_GET
@for_duty(*MAP_READERS)
def area_map(request: HttpRequest) -> HttpResponse:
    return render(request, "coverage/map.html", _map_context(request))


@require_GET
@for_duty(*MAP_READERS)
def area_map_paper(request: HttpRequest) -> HttpResponse:
    """P4: the map and its table on A3."""
    return render(request, "coverage/map_paper.html", _map_context(request))


def _cell_context(request: HttpRequest) -> dict[str, Any]:
    facts = read_map(request.duty)
    search = MapSearch(request.GET, facts=facts)
    del search.fields["group"]  # the groups are the columns
    asked = Asked("", search.told("kind"), search.told("amphoe"), by_group=sees_cases(request.duty))
    rows = show_cells(facts, asked)
    kept = {name: search.told(name) for name in ("kind", "amphoe") if search.told(name)}
    return {
        "search": search, "facts": facts, "rows": rows, "columns": len(facts.groups or "-") + 2,
        "open_cells": sum(not cell.leads for row in rows for cell in row.cells),
        "cells": sum(len(row.cells) for row in rows), "hidden": sum(row.is_hidden for row in rows),
        "kind_name": help_kind_label(asked.kind) if asked.kind else "",
        "as_of": timezone.now(), "query": urlencode(kept),
    }  # fmt: skip


@require_GET
@for_duty(*MAP_READERS)
def area_cells(request: HttpRequest) -> HttpResponse:
    return render(request, "coverage/cells.html", _cell_context(request))


@require_GET
@for_duty(*MAP_READERS)
def area_cells_paper(request: HttpRequest) -> HttpResponse:
    """P4: the grid on A3."""
    return render(request, "coverage/cells_paper.html", _cell_context(request))
