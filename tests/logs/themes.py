#!/usr/bin/env python3
"""Reference figures of themes: `python3 themes.py > themes.json` (numpy and scikit-learn).

Templates are made up from small vocabularies. The TF-IDF matrix and the silhouette are those of scikit-learn;
spherical k-means is written out here, since KMeans of scikit-learn does not normalise its centres; how far the
labels of that agree with it is in the result (adjusted Rand index)."""
import json
import re
import sys

import numpy as np
import sklearn
from sklearn.cluster import KMeans, kmeans_plusplus
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_rand_score, silhouette_score

TOPICS = {
    "disk": "disk volume mount block write read sector full scan raid".split(),
    "login": "user login password session opened closed failed authentication token denied".split(),
    "network": "connection timeout peer socket reset packet route link interface dropped".split(),
    "query": "query database table index slow rows lock transaction commit rollback".split(),
    "cache": "cache hit miss evicted key expired memory pool size shard".split(),
    "job": "job queue worker scheduled started finished retry attempt task batch".split(),
}
COMMON = "error in for request id on after ms with the".split()


def templates(random):
    made = []
    for topic in TOPICS.values():
        for _ in range(25):
            words = list(random.choice(topic, size=random.integers(3, 7), replace=False))
            words += list(random.choice(COMMON, size=random.integers(0, 3)))
            random.shuffle(words)
            for _ in range(random.integers(0, 3)):
                words.insert(random.integers(len(words) + 1), random.choice(["<*>", "<*>:", "x=<*>", "[12]"]))
            made.append(" ".join(w.capitalize() if random.random() < 0.2 else w for w in words))
    random.shuffle(made)
    return made


def spherical(rows, weights, centres):
    labels = None
    for _ in range(30):
        now = np.argmax(rows @ centres.T, axis=1)
        if labels is not None and (now == labels).all():
            break
        labels = now
        for cluster in range(len(centres)):
            total = (rows * weights[:, None])[labels == cluster].sum(axis=0)
            if np.linalg.norm(total) > 0:
                centres[cluster] = total / np.linalg.norm(total)
    return labels


def main():
    random = np.random.default_rng(5)
    texts = templates(random)
    counts = [int(x) for x in random.integers(1, 100_000, size=len(texts))]
    vectorizer = TfidfVectorizer(
        preprocessor=lambda text: re.sub(re.escape("<*>"), " ", text).lower(), token_pattern=r"[a-z]{2,}"
    )
    rows = vectorizer.fit_transform(texts)
    weights = np.log1p(np.array(counts))
    runs = []
    for count in (4, 6, 12):
        _, centres = kmeans_plusplus(rows.toarray(), count, random_state=0)
        centres = [int(x) for x in centres]
        labels = spherical(rows.toarray(), weights, rows.toarray()[centres].copy())
        model = KMeans(count, init=rows.toarray()[centres], n_init=1, tol=0, max_iter=300, algorithm="lloyd")
        theirs = model.fit(rows.toarray(), sample_weight=weights).labels_
        runs.append({
            "centres": centres,
            "labels": [int(x) for x in labels],
            "silhouette": float(silhouette_score(rows, labels, metric="cosine")),
            "kmeans": [int(x) for x in theirs],
            "agreement": float(adjusted_rand_score(labels, theirs)),
        })
    cells = [[[int(c), float(rows[r, c])] for c in sorted(rows[r].indices)] for r in range(rows.shape[0])]
    json.dump({
        "made_with": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}",
        "templates": texts,
        "counts": counts,
        "terms": list(vectorizer.get_feature_names_out()),
        "rows": cells,
        "runs": runs,
    }, sys.stdout)
    print()


main()
