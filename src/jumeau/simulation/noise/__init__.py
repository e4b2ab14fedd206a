"""Environmental noise by the European method CNOSSOS-EU.

Directive (EU) 2015/996, annex II of Directive 2002/49/EC, as amended by (EU) 2021/1226.
"""
