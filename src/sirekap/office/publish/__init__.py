"""Publishing: what the fold changed, as files of the site, each change once and in an order one can trust.

The site is made of parts: records, villages, each tier of regions, and whatever else joins
them. A part (:class:`sirekap.office.publish.part.Part`) says what is to be written; the
publisher (:mod:`.step`) says when, waits for the log, writes, and keeps how far each part is.
"""
