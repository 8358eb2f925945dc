"""Prints what each client checked, then the sum as 'N passed, N failed, N skipped'.

usage: summary.py RESULTS_FOLDER OTHER_FAILURES
"""

import json
import sys
from pathlib import Path

COUNTS = ("passed", "failed", "skipped")

failed_elsewhere = int(sys.argv[2])
total = {"passed": 0, "failed": failed_elsewhere, "skipped": 0}
for file in sorted(Path(sys.argv[1]).glob("*.json")):
    result = json.loads(file.read_text())
    tallies = result["operations"].values()
    mine = {count: sum(tally[count] for tally in tallies) for count in COUNTS}
    total = {count: total[count] + mine[count] for count in COUNTS}
    unknown = sum(not tally["known"] for tally in tallies)
    print(f"{result['client']} {result['version']}: "
          + ", ".join(f"{mine[count]} {count}" for count in COUNTS)
          + f"; {unknown} operations unknown to this client")
print(", ".join(f"{total[count]} {count}" for count in COUNTS))
sys.exit(1 if total["failed"] else 0)
