"""Measures the site: against servers of plain files, on its budgets, and while it is changed.

``python -m bench`` starts its own servers on loopback and writes ``bench/RESULTS.md``;
``python -m bench --short`` fails where a budget of bytes, requests or queries is exceeded, and
never on time. Nothing here ships: ``guides`` imports none of it.
"""
