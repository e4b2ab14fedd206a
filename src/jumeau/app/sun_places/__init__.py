"""The sun of a place: tools, chart, sky diagram."""
