"""The legal outcome of certified totals: who is elected, and what could still change it.

Exact integers and fractions throughout. A tie the law breaks is broken and told how; one it
leaves open is named and left open.
"""
