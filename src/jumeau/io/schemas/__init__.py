"""Known products: tables of records, and the function that recognises a layer by its fields."""
