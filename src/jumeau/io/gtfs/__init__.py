"""Public transport timetables (GTFS): stops and lines."""
