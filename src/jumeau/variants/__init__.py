"""Variants over the data: what edits make of the base, what differs, what is to be remarked."""
