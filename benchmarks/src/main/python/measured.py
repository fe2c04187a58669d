"""Runs a command and writes what it cost: measured.py REPORT COMMAND...

REPORT gets the CPU seconds (user and system) of the command and of what it started, their greatest
resident memory in KiB, and the seconds that passed. Ends with the command's exit status.
"""

import resource
import subprocess
import sys
import time

start = time.monotonic()
status = subprocess.run(sys.argv[2:]).returncode
seconds = time.monotonic() - start
cost = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(sys.argv[1], "w") as report:
    print(cost.ru_utime + cost.ru_stime, cost.ru_maxrss, seconds, file=report)
sys.exit(status)
