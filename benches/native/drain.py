"""Finds templates with Drain3 and masks: `drain.py FILE`.

The masks are those that its documentation proposes: addresses, hexadecimal numbers, numbers, quoted commands;
depth and similarity are its defaults. Prints, as JSON, milliseconds to the last line, reading the file not
counted, and how many lines there were.
"""

import json
import sys
import time

from drain3 import TemplateMiner
from drain3.masking import MaskingInstruction
from drain3.template_miner_config import TemplateMinerConfig

BEFORE, BEHIND = r"((?<=[^A-Za-z0-9])|^)", r"((?=[^A-Za-z0-9])|$)"
MASKS = [
    (r"([0-9a-f]{2,}:){3,}[0-9a-f]{2,}", "ID"),
    (r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}", "IP"),
    (r"[0-9a-f]{6,} ?(?:[0-9a-f]{6,} ?){2,}", "SEQ"),
    (r"[0-9A-F]{4} ?(?:[0-9A-F]{4} ?){3,}", "SEQ"),
    (r"0x[a-f0-9A-F]+", "HEX"),
    (r"[\-\+]?\d+", "NUM"),
]

config = TemplateMinerConfig()
config.masking_instructions = [MaskingInstruction(BEFORE + f"({mask})" + BEHIND, name) for mask, name in MASKS]
miner = TemplateMiner(config=config)
with open(sys.argv[1], encoding="utf-8") as file:
    lines = file.read().splitlines()
start = time.perf_counter()
for line in lines:
    miner.add_log_message(line)
spent = time.perf_counter() - start
print(json.dumps({"ms": spent * 1e3, "check": [len(lines)], "patterns": len(miner.drain.clusters)}))
