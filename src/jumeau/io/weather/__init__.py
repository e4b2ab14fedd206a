"""Files of typical years: hourly sunlight and temperature. EPW, and the TMY files of PVGIS."""
