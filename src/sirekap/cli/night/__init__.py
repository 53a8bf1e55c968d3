"""The acts of ``sirekap demo``: papers are filled and photographed, phones send, people recapitulate."""
