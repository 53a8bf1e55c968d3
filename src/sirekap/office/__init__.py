"""What people and machines may do, one act a file, and the ports through which acts reach a store.

Findings are values, refusals are coded.
"""
