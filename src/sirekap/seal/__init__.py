"""Keys, signatures, certificates and receipts. The only importer of ``cryptography``.

Nothing here knows what a vote is: a record is bytes with an id. Time is passed in,
never read; randomness is passed in as seeds. No secret stands in a ``repr`` or in a
refusal. What outsiders may rely on is told in ``spec/record.md``.
"""
