"""What a registry taught, to be kept between calls: so one record can be judged without loading all.

Counts of names, numbers and telephones (as hashes, not words), the lists of given and family names
that glued names are cut by (as words), codes of tambon names, the order of the sources. The lists
hold names of people, and unkeyed hashes of numbers can be tried out: whoever keeps the text seals it.
"""

import json
from datetime import date

import numpy as np

from kuea.engines.linkage.commonness import Commonness
from kuea.engines.linkage.names_apart import NameLists
from kuea.engines.linkage.reading import Reader

FORMAT = 1


def write_facts(reader: Reader, commonness: Commonness) -> str:
    """JSON text of what later records are read and weighed by."""
    lists = reader.lists or NameLists({}, {})
    return json.dumps(
        {
            "format": FORMAT,
            "sources": reader.sources,
            "given": dict(lists.given),
            "family": dict(lists.family),
            "code_of_name": reader.code_of_name,
            "size": commonness.size,
            "values": {kind: each.tolist() for kind, each in commonness.values.items()},
            "times": {kind: each.tolist() for kind, each in commonness.times.items()},
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def read_facts(text: str, as_of: date) -> tuple[Reader, Commonness]:
    """The inverse of `write_facts`. Raises ValueError for another format."""
    said = json.loads(text)
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise ValueError(f"not facts of a registry of format {FORMAT}")
    reader = Reader(as_of)
    reader.sources = list(said["sources"])
    reader.lists = NameLists(said["given"], said["family"])
    reader.code_of_name = dict(said["code_of_name"])
    return reader, Commonness(
        said["size"],
        {kind: np.array(each, dtype=np.uint64) for kind, each in said["values"].items()},
        {kind: np.array(each, dtype=np.int64) for kind, each in said["times"].items()},
    )
