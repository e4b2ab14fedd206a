"""Write the invented demonstration commune: ``python sample_data/generate.py [target]``."""

from generate.cli import main

if __name__ == "__main__":
    main()
