"""What is published: state in, paths and bytes out. Pure: no file, no clock, no network.

``kpu`` writes the documents that clients of KPU's site read, ``own`` our richer ones. The same
state gives the same bytes, whoever writes them and however often.
"""
