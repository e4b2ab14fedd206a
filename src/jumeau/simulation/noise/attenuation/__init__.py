"""What a cut profile does to sound: CNOSSOS-EU, annex of Directive 2015/996, section 2.5."""
