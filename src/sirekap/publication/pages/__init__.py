"""The pages for people: every one rendered from the published documents, by one set of templates.

A page is made of a document under ``/v1``, the profile and the set-up's names, and nothing else: its
numbers are those of the document by construction, and anyone with a mirror can make the pages again.
"""
