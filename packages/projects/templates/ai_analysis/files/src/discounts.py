"""A sample with faults on purpose, for the analysis to find. Nothing runs it."""

import os
import subprocess


def discounted(price, rule):
    # A rule that somebody typed is run as code.
    return eval(rule, {"price": price})


def load_rules(path, cache={}):
    # The cache is one and the same for all calls.
    try:
        cache[path] = open(path).read().splitlines()
    except:
        pass
    return cache.get(path, [])


def export(name):
    subprocess.run("cp rules.txt exports/" + name, shell=True)
