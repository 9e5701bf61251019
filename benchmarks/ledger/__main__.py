"""`python -m benchmarks.ledger`: a minute of the load; `--whole`: ten."""

from __future__ import annotations

import argparse
import sys

from .load import USUAL_SECONDS, WHOLE_SECONDS, measure


def main() -> int:
    """Print what was lost and doubled; return 1 if anything was, or if fewer were sent than 25 a second."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ledger", description=__doc__)
    parser.add_argument("--whole", action="store_true", help=f"for {WHOLE_SECONDS} s instead of {USUAL_SECONDS}")
    parser.add_argument("--seconds", type=int, help="for so long")
    parser.add_argument("--seed", type=int, default=1, help="of when what is killed")
    given = parser.parse_args()
    outcome = measure(given.seconds or (WHOLE_SECONDS if given.whole else USUAL_SECONDS), seed=given.seed)
    killed = ", ".join(
        f"{name} {count}×" + (f" ({outcome.in_commit[name]} in a commit)" if name in outcome.in_commit else "")
        for name, count in outcome.killed.items()
    )
    retries = ", ".join(f"{why} {count}×" for why, count in outcome.retries.items()) or "none"
    refused = ", ".join(f"{why} {count}×" for why, count in outcome.refused.items()) or "none"
    sys.stdout.write(
        f"sent {outcome.sent} in {outcome.seconds:.0f} s ({outcome.sent / outcome.seconds:.1f}/s) by "
        f"{outcome.operators} operators, each at most {1000 * outcome.latest:.0f} ms after its time by the clock\n"
        f"lost {outcome.lost}, doubled {outcome.doubled}; "
        f"{outcome.repeated} written by a request that was cut off, and not written again\n"
        f"killed: {killed}\n"
        f"answered after {1000 * outcome.median_wait:.0f} ms (median), {outcome.longest_wait:.1f} s (longest), "
        f"the queue counted\n"
        f"sent again after: {retries}; refused: {refused}\n"
    )
    missed = outcome.missed()
    sys.stdout.write("".join(f"MISSED: {one}\n" for one in missed))
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
