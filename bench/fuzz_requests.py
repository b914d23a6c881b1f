"""Ten thousand made-up requests as every duty: faults, foreign words, unknown answers, and the time of "not yours".

    python bench/fuzz_requests.py [--requests 10000] [--seed N] [--minutes 15]

Makes a test database (KUEA_DATABASE_URL is respected) with the world of tests/security/fuzz_world.py. Prints the
seed, so that a run can be made again; leaves with 1 when anything was found, and says which request showed it.
"""

import argparse
import logging
import os
import statistics
import sys
import tempfile
import time
import warnings
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
ROUNDS = 3
SHARE = 0.6
"""Of the minutes, for the made-up requests; the rest compares «not there» with «not yours»."""


def main() -> int:
    asked = read_arguments()
    with tempfile.TemporaryDirectory(prefix="kuea-") as folder:
        os.environ["KUEA_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "kuea.project.settings"
        import django

        django.setup()
        from django.conf import settings
        from django.test.utils import setup_databases, setup_test_environment, teardown_databases

        logging.disable(logging.CRITICAL)
        warnings.simplefilter("ignore", ResourceWarning)
        setup_test_environment()
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        settings.MEDIA_ROOT = Path(folder) / "files"
        kept = setup_databases(verbosity=0, interactive=False)
        try:
            return fuzz(asked)
        finally:
            teardown_databases(kept, verbosity=0)


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--minutes", type=float, default=15)
    return parser.parse_args()


def fuzz(asked: argparse.Namespace) -> int:
    from django.db import connection

    from tests.security.fuzz_world import make_fuzz_world
    from tests.security.fuzzing import Fuzzer

    fuzzer = Fuzzer(make_fuzz_world(), asked.seed)
    print(
        f"seed {asked.seed}  {connection.vendor}  {len(fuzzer.routes)} routes  {len(fuzzer.clients)} duties"
    )
    started = time.monotonic()
    ends = started + asked.minutes * 60 * SHARE
    slowest = (0.0, "")
    while fuzzer.report.sent < asked.requests and time.monotonic() < ends:
        ask, begun = fuzzer.draw(), time.perf_counter()
        fuzzer.judge(ask, fuzzer.send(ask))
        slowest = max(slowest, (time.perf_counter() - begun, str(ask)))
    seconds = time.monotonic() - started
    report = fuzzer.report
    print(
        f"{report.sent} requests of {asked.requests} in {seconds:.0f} s  ({report.sent / seconds:.0f} a second)"
    )
    print("answers  " + "  ".join(f"{code}: {n}" for code, n in sorted(report.statuses.items())))
    print(f"slowest {slowest[0]:.2f} s  {slowest[1][:160]}")
    for kind, first in report.faults.items():
        print(f"FOUND {kind}\n      {first}")
    different = compare(fuzzer, started + asked.minutes * 60)
    return 1 if report.faults or different else 0


def compare(fuzzer: object, ends: float) -> int:
    """«Not there» beside «not yours»: the same answer always; the times are printed, equal work is what is proved."""
    from tests.security.fuzz_world import FEW

    found, pages, times = 0, 0, defaultdict(list)
    pairs = [pair for pair in fuzzer.pairs() if pair[1]]
    fuzzer.random.shuffle(pairs)
    for absent, others in pairs:
        if time.monotonic() > ends:
            break
        foreign = others[::FEW]
        pages += 1
        for line in fuzzer.differences(absent, foreign):
            found += 1
            print(f"FOUND {line[:400]}")
        for _ in range(ROUNDS):
            for kind, ask in (("not there", absent), ("not yours", foreign[0])):
                begun = time.perf_counter()
                fuzzer.send(ask)
                times[kind, str(absent)].append(time.perf_counter() - begun)
    middles = {key: statistics.median(values) for key, values in times.items()}
    whole = {
        k: sum(v for (kind, _), v in middles.items() if kind == k)
        for k in ("not there", "not yours")
    }
    ratio = whole["not yours"] / whole["not there"]
    gaps = sorted(middles["not yours", a] - v for (k, a), v in middles.items() if k == "not there")
    print(
        f"{pages} of {len(pairs)} pairs of page and duty: not there {whole['not there'] / pages * 1000:.2f} ms, not yours "
        f"{whole['not yours'] / pages * 1000:.2f} ms a request (ratio {ratio:.3f}, wanted near 1); middle "
        f"difference {statistics.median(gaps) * 1000:+.2f} ms, 5–95 % {gaps[len(gaps) // 20] * 1000:+.2f} to "
        f"{gaps[-len(gaps) // 20] * 1000:+.2f} ms; different answers: {found}"
    )
    return found


if __name__ == "__main__":
    sys.exit(main())
