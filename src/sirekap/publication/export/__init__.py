"""Whole tables of a contest for who wants to count for themselves: CSV, Parquet, and NIST's JSON.

Columns are told once, as data (``columns``, ``fields``, ``tables``); rows are made of what the
fold keeps (``stations``, ``claims``, ``acts``, ``regions``, ``choices``), a region after the
other and never the whole country at once; ``csv_file`` and ``parquet`` turn rows into bytes,
``nist`` writes SP 1500-100. The same state gives the same bytes.
"""
