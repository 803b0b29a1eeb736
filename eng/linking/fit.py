#!/usr/bin/env python3
"""Fits the weights of linking on the candidates of mentions with known links.

    ./streamner eval linking SET_A --knowledge-base KB --features a.tsv
    ./streamner eval linking SET_B --knowledge-base KB --features b.tsv
    eng/linking/fit.py a.tsv[,a-with-another-base.tsv] b.tsv > src/StreamNer.Core/Linking/weights.tsv

A logistic regression with a ridge penalty by Newton's method, one row a candidate: is it the right one? Mentions whose entity the base lacks count
too: all their candidates are wrong. A feature whose weight has a known sign (SIGNS) is left out where the data says otherwise, and the rest is fitted
again. Files joined by a comma are one set, and all sets together count alike. Weights fitted on all of them go to standard output.

Standard error gets, for each set, the figures of weights that were fitted on the *other* sets: those say what to expect of a text that nobody has
seen. `--only N` writes the weights fitted on set N (from 1) alone, for `eval linking --weights`.
"""
import argparse
import math
import sys

RIDGE = 1.0
FIRST = 5  # columns before the features
# What a weight is taken to be until data says otherwise: the ridge draws it there, and a feature that no file shows keeps it. Others begin at 0.
START = {
    "Near": -1, "OtherRegion": -8, "Region": 1, "PersonOrNot": -3, "PlaceForOrganization": -1, "Context": 1, "Neighbours": 1, "Country": 0.5,
    "PlaceInSport": -1, "BesideSport": -1, "TeamInSport": 1,
}
# By name, the likeliest namesake counts as right even where the text names the state of another, and names of people whom the base lacks are few: what
# these are worth the files cannot say.
FIXED = ["OtherRegion", "PersonOrNot"]
SIGNS = {
    1: "Prior Share Margin Population PopulationShare SeveralWords Region SameType Context Neighbours Country TeamInSport",
    -1: "MadeAlias Demonym Near Short PlaceForOrganization PlaceInSport BesideSport AfterArticle NameBefore NameBehind "
        "SmallPlaceAlone Ambiguity",
}


def read(paths):
    """The names of the features, and for each mention whether the base has its entity and its candidates as (right, features)."""
    names, mentions = None, []
    for path in paths.split(","):
        names, more = read_one(path)
        mentions += more
    return names, mentions


def read_one(path):
    with open(path, encoding="utf-8") as lines:
        names = next(lines).rstrip("\n").split("\t")[FIRST:]
        mentions = {}
        for line in lines:
            text, mention, in_base, entity, right, *values = line.rstrip("\n").split("\t")
            candidates = mentions.setdefault((text, mention), (in_base == "1", []))[1]
            if entity:
                candidates.append((right == "1", [float(value) for value in values]))
    return names, list(mentions.values())


def solve(matrix, vector):
    """Gaussian elimination with pivoting."""
    size = len(vector)
    rows = [row[:] + [value] for row, value in zip(matrix, vector)]
    for i in range(size):
        pivot = max(range(i, size), key=lambda row: abs(rows[row][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for j in range(i + 1, size):
            factor = rows[j][i] / rows[i][i]
            if factor:
                rows[j] = [a - factor * b for a, b in zip(rows[j], rows[i])]
    result = [0.0] * size
    for i in reversed(range(size)):
        result[i] = (rows[i][size] - sum(rows[i][j] * result[j] for j in range(i + 1, size))) / rows[i][i]
    return result


def logistic(sum_of_evidence):
    return 1 / (1 + math.exp(-max(-30, min(30, sum_of_evidence))))


def probability(weights, features):
    return logistic(sum(w * x for w, x in zip(weights, features)))


def fit(names, sets):
    """Weights for several sets of mentions, each of which counts as much as the largest."""
    largest = max(len(one) for one in sets)
    rows = [(right, [(i, x) for i, x in enumerate(features) if x], largest / len(one))
            for one in sets for _, candidates in one for right, features in candidates]
    signs = {name: sign for sign, some in SIGNS.items() for name in some.split()}
    free = list(range(len(names)))
    while True:
        weights = newton(free, rows, [START.get(name, 0) for name in names], [name in FIXED for name in names])
        against = [i for i in free if weights[i] * signs.get(names[i], 0) < 0]
        if not against:
            return weights
        free = [i for i in free if i not in against]


def newton(free, rows, start, fixed):
    place = {feature: i for i, feature in enumerate(free)}
    rows = [(right, [(place[i], x) for i, x in held if i in place], share) for right, held, share in rows]
    ridge = [RIDGE * (feature > 0) for feature in free]
    means = [start[feature] for feature in free]
    ridge = [1e9 if fixed[feature] else r for feature, r in zip(free, ridge)]
    weights = means[:]
    for _ in range(12):
        gradient = [r * (mean - w) for r, mean, w in zip(ridge, means, weights)]
        hessian = [[(ridge[i] + 1e-9) * (i == j) for j in range(len(free))] for i in range(len(free))]
        for right, held, share in rows:
            p = logistic(sum(weights[i] * x for i, x in held))
            for i, x in held:
                gradient[i] += share * (right - p) * x
                scale = share * p * (1 - p) * x
                row = hessian[i]
                for j, y in held:
                    row[j] += scale * y
        step = solve(hessian, gradient)
        weights = [w + s for w, s in zip(weights, step)]
        if max(abs(s) for s in step) < 1e-5:
            break
    return [weights[place[i]] if i in place else 0.0 for i in range(len(start))]


def report(name, weights, mentions):
    """Candidate recall, and accuracy and wrong links over the threshold."""
    best = []
    in_base = sum(known for known, _ in mentions)
    among = sum(any(right for right, _ in candidates) for _, candidates in mentions)
    for _, candidates in mentions:
        if candidates:
            best.append(max((round(probability(weights, features), 4), right) for right, features in candidates))
    print(f"{name}: {len(mentions)} mentions, {in_base} in the base, candidate recall {100 * among / in_base:.1f}", file=sys.stderr)
    print("threshold  accuracy  wrong of links  links", file=sys.stderr)
    for step in range(2, 20):
        threshold = step / 20
        made = [right for score, right in best if score >= threshold]
        wrong = 100 * (len(made) - sum(made)) / max(1, len(made))
        print(f"{threshold:9.2f}{100 * sum(made) / in_base:10.1f}{wrong:16.1f}{len(made):7}", file=sys.stderr)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("files", nargs="+")
    arguments.add_argument("--only", type=int, help="write the weights fitted on this file alone")
    given = arguments.parse_args()
    names, sets = None, []
    for path in given.files:
        names, mentions = read(path)
        sets.append(mentions)
    if len(sets) > 1:
        for i, path in enumerate(given.files):
            report(f"{path}, weights fitted on the other files", fit(names, sets[:i] + sets[i + 1:]), sets[i])
    weights = fit(names, [sets[given.only - 1]] if given.only else sets)
    for path, mentions in zip(given.files, sets):
        report(f"{path}, weights as written", weights, mentions)
    print("# Weights of the features in LinkFeature.cs, written by eng/linking/fit.py.")
    for name, weight in zip(names, weights):
        print(f"{name}\t{weight:.4f}")


if __name__ == "__main__":
    main()
