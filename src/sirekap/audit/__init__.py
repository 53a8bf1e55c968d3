"""Anyone's checks of a published site, from its files alone.

Nothing here knows the office, its store or its keys: what a checker needs and does not find
published is a fault of the publication (``spec/site.md`` § 5).
"""
