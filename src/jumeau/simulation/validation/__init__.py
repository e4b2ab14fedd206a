"""Methods held against what is published, whatever they compute."""
