"""The words of an election: regions, contests, choices, forms, fields, rules.

Frozen values on the standard library alone. Counts are whole numbers and
identifiers are types of their own.
"""
