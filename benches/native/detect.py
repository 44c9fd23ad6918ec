"""Looks for anomalies with the usual Python libraries: `detect.py METHOD FILE POINTS COUNT [OPTION]`.

FILE holds 64-bit numbers, one series after the other. Prints, as JSON, milliseconds for the first
COUNT series, imports and reading not counted, and the figures that every contestant must agree on.
"""

import json
import sys
import time

import numpy

method, path, points, count = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
option = sys.argv[5] if len(sys.argv) > 5 else ""
everything = numpy.fromfile(path, dtype="<f8").reshape(-1, points)
series = everything[:count]

# As in the other contestants.
WARM, LONG_ENOUGH = 10, 0.03
THRESHOLD = 3.0


def found(scores):
    """Number of alarms and sum of the scores, 1 being the alarm level."""
    return [float((scores > 1.0).sum()), float(scores.sum())]


def numpy_z(rows):
    mean = rows.mean(axis=1, keepdims=True)
    half = THRESHOLD * rows.std(axis=1, ddof=1, keepdims=True)
    return found(numpy.abs(rows - mean) / half)


def pandas_rolling(rows):
    """Where the window is not complete, mean and deviation of the whole series stand in."""
    import pandas

    # What pandas itself is slow at, numpy does.
    window = pandas.DataFrame(rows.T).rolling(int(option), center=True)
    mean, deviation = window.mean().to_numpy(), window.std().to_numpy()
    mean = numpy.where(numpy.isnan(mean), rows.mean(axis=1), mean)
    deviation = numpy.where(numpy.isnan(deviation), rows.std(axis=1, ddof=1), deviation)
    return found(numpy.abs(rows.T - mean) / (THRESHOLD * deviation))


def forest(rows):
    """OPTION is TREES,WINDOW; a sample is a window of the series."""
    from sklearn.ensemble import IsolationForest

    trees, window = map(int, option.split(","))
    for row in rows:
        samples = numpy.lib.stride_tricks.sliding_window_view(row, window)
        model = IsolationForest(n_estimators=trees, random_state=0)
        model.fit(samples).score_samples(samples)


def anomstack(rows):
    """Differences, smoothed, with five lags; PCA and nearest neighbours; mean of the two."""
    import pandas
    from pyod.models.knn import KNN
    from pyod.models.pca import PCA

    for row in rows:
        change = pandas.Series(row).diff(1).rolling(3).mean()
        samples = pandas.concat([change.shift(lag) for lag in range(6)], axis=1).dropna().to_numpy()
        scores = []
        for model in (PCA(contamination=0.01), KNN(contamination=0.01)):
            raw = model.fit(samples).decision_scores_
            scores.append((raw - raw.min()) / (raw.max() - raw.min()))
        numpy.mean(scores, axis=0)


work = {"numpy": numpy_z, "rolling": pandas_rolling, "forest": forest, "anomstack": anomstack}[method]
work(series[:WARM])
start, rounds, spent, result = time.perf_counter(), 0, 0.0, None
while spent < LONG_ENOUGH:
    result = work(series)
    rounds += 1
    spent = time.perf_counter() - start
answer = {
    "ms": spent * 1e3 / rounds,
    "check": [float(everything.size), float(everything[:, -1].sum())],
}
if result:
    answer["found"] = result
print(json.dumps(answer))
