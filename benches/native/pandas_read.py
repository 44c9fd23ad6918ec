"""Reads a CSV file of times and numbers with pandas: `pandas_read.py c|pyarrow FILE`.

Prints, as JSON, milliseconds from the file to columns and the figures that every contestant must
agree on.
"""

import json
import sys
import time

import pandas

engine, path = sys.argv[1:]
start = time.perf_counter()
table = pandas.read_csv(path, engine=engine, parse_dates=["timestamp"])
times = table["timestamp"].astype("datetime64[s, UTC]").astype("int64")
columns = [table[name].to_numpy() for name in table.columns[1:]]
millis = (time.perf_counter() - start) * 1e3
check = [
    float(sum(len(column) for column in columns)),
    float(times.iloc[0]),
    float(times.iloc[-1]),
    float(sum(column[-1] for column in columns)),
    float(min(column.min() for column in columns)),
    float(max(column.max() for column in columns)),
]
print(json.dumps({"ms": millis, "check": check}))
