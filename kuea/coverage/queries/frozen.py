"""A frozen problem as bytes beside its plan, and back again."""

import io
import json
from dataclasses import asdict, fields

import numpy as np

from kuea.core.allocation.problem import Policy, Problem
from kuea.coverage.queries.problem import Frozen

_WORDS = ("kinds", "groups", "languages", "id_digest")


def pack(frozen: Frozen) -> bytes:
    """Columns, words, policy and ids as one compressed archive without pickled objects."""
    columns = {
        item.name: getattr(frozen.problem, item.name)
        for item in fields(Problem)
        if item.name not in {*_WORDS, "policy"}
    }
    told = {name: getattr(frozen.problem, name) for name in _WORDS}
    told |= {"policy": asdict(frozen.problem.policy), "rows": frozen.rows}
    told |= {"cases": frozen.cases, "offers": frozen.offers}
    words = np.frombuffer(json.dumps(told, ensure_ascii=False).encode(), np.uint8)
    out = io.BytesIO()
    np.savez_compressed(out, words=words, **columns)
    return out.getvalue()


def unpack(data: bytes) -> Frozen:
    """The problem that `pack` wrote: same fingerprint."""
    with np.load(io.BytesIO(bytes(data)), allow_pickle=False) as parts:
        told = json.loads(parts["words"].tobytes())
        columns = {name: parts[name] for name in parts.files if name != "words"}
    policy = told["policy"]
    policy["urgency_weight"] = tuple(policy["urgency_weight"])
    policy["strict"] = tuple(policy["strict"])
    problem = Problem(
        **columns, kinds=tuple(told["kinds"]), groups=tuple(told["groups"]),
        languages=tuple(told["languages"]), id_digest=told["id_digest"], policy=Policy(**policy),
    )  # fmt: skip
    return Frozen(
        problem, tuple(tuple(row) for row in told["rows"]), tuple(told["cases"]), tuple(told["offers"])
    )  # fmt: skip
