"""The one door to the compiler of inner loops (numba): typed, cached on disk, free of the GIL."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Compile `function` on its first call. It keeps its Python body as `.py_func`."""
    return cast(F, numba.njit(cache=True, nogil=True)(function))
