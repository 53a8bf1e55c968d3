"""The acts of drawing up minutes, and copies of stations' forms, for paper.

What stands under a region is gathered (``gather``), made into minutes (``tiers/minutes.py``),
told in words (``tables``, ``cover``, ``annexes``) and laid out by ``sheet/minutes``.
"""
