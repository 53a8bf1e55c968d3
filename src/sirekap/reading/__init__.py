"""Photo, registered page, boxes, scores, one reconciled reading; it scores and never decides."""
