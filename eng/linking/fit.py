#!/usr/bin/env python3
"""Fits the weights of linking on the candidates of mentions with known links. Needs numpy (Debian: python3-numpy).

    ./streamner eval linking SET_A --knowledge-base KB --features a.tsv
    ./streamner eval linking SET_B --knowledge-base KB --features b.tsv
    eng/linking/fit.py a.tsv[,a-with-another-base.tsv] b.tsv > src/StreamNer.Core/Linking/weights.tsv

A conditional logit with a ridge penalty by Newton's method: of the candidates of a mention and "none of them", whose evidence is 0, one is right.
None is where the base lacks the mention's entity, or it is not among the candidates; where several count as right, their probabilities are added.
A feature whose weight has a known sign (SIGNS) is left out where the data says otherwise, and the rest is fitted again. Files joined by a comma are
one set, and all sets together count alike. Weights fitted on all of them go to standard output.

Standard error gets, for each set, the figures of weights that were fitted on the *other* sets: those say what to expect of a text that nobody has
seen. `--only N` writes the weights fitted on set N (from 1) alone, for `eval linking --weights`.
"""
import argparse
import sys

import numpy

RIDGE = 1.0
FIRST = 5  # columns before the features
# What a weight is taken to be until data says otherwise: the ridge draws it there, and a feature that no file shows keeps it. Others begin at 0.
START = {
    "Near": -1, "OtherRegion": -8, "Region": 1, "PersonOrNot": -4, "PlaceForOrganization": -1, "Context": 1, "Neighbours": 1,
    "Country": 0.5, "PlaceInSport": -1, "BesideSport": -1, "TeamInSport": 1, "PersonOfOneWord": -4.5, "Demonym": -6, "BehindPlace": 1,
    "InFull": 1, "PlaceBesideOrganization": -3,
}
# By name, the likeliest namesake counts as right even where the text names the state of another; names of people whom the base lacks are few, and so
# are those of institutions: what these are worth the files cannot say.
FIXED = ["OtherRegion", "PersonOrNot", "PersonOfOneWord", "PlaceBesideOrganization"]
SIGNS = {
    1: "Prior Share Margin Population PopulationShare SeveralWords Region BehindPlace EnglishPlace Context Neighbours InFull Country "
       "TeamInSport Fame",
    -1: "MadeAlias Demonym Near Short PlaceForOrganization SmallPlaceForOther PlaceInSport BesideSport AfterArticle NameBefore NameBehind "
        "SmallPlaceAlone Ambiguity",
}


class Mentions:
    """The mentions of a set: its candidates as rows of features, and where each mention's rows begin."""

    def __init__(self, paths):
        rows, right, starts, in_base, last = [], [], [], [], None
        for path in paths.split(","):
            with open(path, encoding="utf-8") as lines:
                self.names = next(lines).rstrip("\n").split("\t")[FIRST:]
                for line in lines:
                    text, mention, known, entity, is_right, *values = line.rstrip("\n").split("\t")
                    if (path, text, mention) != last:
                        last = (path, text, mention)
                        starts.append(len(rows))
                        in_base.append(known == "1")
                    if entity:
                        rows.append([float(value) for value in values])
                        right.append(is_right == "1")
        counts = numpy.diff(starts + [len(rows)])
        self.rows, self.right, self.in_base = numpy.array(rows), numpy.array(right), numpy.array(in_base)
        self.of = numpy.repeat(numpy.arange(len(starts)), counts)

    def __len__(self):
        return len(self.in_base)

    def sum(self, values):
        return numpy.bincount(self.of, values, minlength=len(self))

    def probabilities(self, weights):
        evidence = numpy.exp(numpy.clip(self.rows @ weights, -60, 60))
        return evidence / (1 + self.sum(evidence))[self.of]


def fit(sets):
    """Weights for several sets of mentions, each of which counts as much as the largest."""
    names = sets[0].names
    signs = {name: sign for sign, some in SIGNS.items() for name in some.split()}
    free = [i for i in range(len(names)) if names[i] not in FIXED]
    while True:
        weights = newton(sets, free)
        against = [i for i in free if weights[i] * signs.get(names[i], 0) < 0]
        if not against:
            return weights
        free = [i for i in free if i not in against]


def newton(sets, free):
    names = sets[0].names
    start = numpy.array([float(START.get(name, 0)) for name in names])
    ridge = numpy.array([RIDGE * (name != "Always") + 1e-6 for name in names])[free]
    weights = start * numpy.array([i in free or names[i] in FIXED for i in range(len(names))])
    largest = max(len(one) for one in sets)
    for _ in range(100):
        gradient = ridge * (start - weights)[free]
        hessian = numpy.diag(ridge)
        for one in sets:
            rows, share = one.rows[:, free], largest / len(one)
            p = one.probabilities(weights)
            right = one.sum(p * one.right)[one.of]
            wanted = numpy.where(one.right, p / numpy.maximum(right, 1e-12), 0)
            gradient += share * (rows.T @ (wanted - p))
            means = numpy.zeros((len(one), len(free)))
            numpy.add.at(means, one.of, rows * p[:, None])
            hessian += share * ((rows * p[:, None]).T @ rows - means.T @ means)
        step = numpy.linalg.solve(hessian, gradient)
        weights[free] += step * min(1, 2 / max(abs(step)))
        if max(abs(step)) < 1e-5:
            break
    return weights


def report(name, weights, one):
    """Candidate recall, and accuracy and wrong links over the threshold."""
    p = numpy.round(one.probabilities(weights), 4)
    best = {}
    for i, mention in enumerate(one.of):
        best[mention] = max(best.get(mention, (-1.0, False)), (p[i], bool(one.right[i])))
    in_base = sum(one.in_base)
    among = sum(one.sum(one.right * 1.0) > 0)
    print(f"{name}: {len(one)} mentions, {in_base} in the base, candidate recall {100 * among / in_base:.1f}", file=sys.stderr)
    print("threshold  accuracy  wrong of links  links", file=sys.stderr)
    for threshold in [0.1, 0.2, 0.3, 0.4, 0.42, 0.44, 0.46, 0.48, 0.5, 0.52, 0.54, 0.56, 0.58, 0.6, 0.65, 0.7, 0.8, 0.9]:
        made = [right for score, right in best.values() if score >= threshold]
        wrong = 100 * (len(made) - sum(made)) / max(1, len(made))
        print(f"{threshold:9.2f}{100 * sum(made) / in_base:10.1f}{wrong:16.1f}{len(made):7}", file=sys.stderr)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("files", nargs="+")
    arguments.add_argument("--only", type=int, help="write the weights fitted on this set alone")
    given = arguments.parse_args()
    sets = [Mentions(paths) for paths in given.files]
    unseen = [fit(sets[:i] + sets[i + 1:]) for i in range(len(sets))] if len(sets) > 1 else []
    weights = fit([sets[given.only - 1]] if given.only else sets)
    for i, paths in enumerate(given.files):
        for path in paths.split(","):
            if unseen:
                report(f"{path}, weights fitted on the other sets", unseen[i], Mentions(path))
            report(f"{path}, weights as written", weights, Mentions(path))
    print("# Weights of the features in LinkFeature.cs, written by eng/linking/fit.py.")
    for name, weight in zip(sets[0].names, weights):
        print(f"{name}\t{weight:.4f}")


if __name__ == "__main__":
    main()
