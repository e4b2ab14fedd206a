"""What leaves the program: pictures with their sources. No Qt."""
