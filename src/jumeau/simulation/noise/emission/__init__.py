"""What roads, rails and industry emit: sound power by octave band, CNOSSOS-EU."""
