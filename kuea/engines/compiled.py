"""The one door to the compiler of inner loops (numba): typed, cached on disk, free of the GIL.

Compiled code is kept beside the modules. An install that may not write there says where it may with KUEA_VAR (or with
numba's own NUMBA_CACHE_DIR); where nothing may be written, each process compiles anew instead of failing to start.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

if "KUEA_VAR" in os.environ and not os.access(Path(__file__).parent, os.W_OK):
    os.environ.setdefault("NUMBA_CACHE_DIR", str(Path(os.environ["KUEA_VAR"]) / "compiled"))

import numba  # noqa: E402  (reads NUMBA_CACHE_DIR when it is imported)

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Compile `function` on its first call. It keeps its Python body as `.py_func`."""
    try:
        found = numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # "no locator available": nowhere to keep it
        found = numba.njit(nogil=True)(function)
    return cast(F, found)
