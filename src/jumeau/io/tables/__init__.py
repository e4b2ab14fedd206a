"""Tables of text, of spreadsheets and of databases: with a place in their columns, or none."""
