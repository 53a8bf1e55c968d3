"""The public log: a Merkle tree (RFC 6962) in static files, signed checkpoints, and proofs.

Bytes to bytes. Signing and checking signatures are handed in; nothing here reads a file,
tells the time or knows what an entry means. Formats are those of C2SP (tlog-tiles,
tlog-checkpoint, signed-note), so that others' programs check what ours writes.
"""
