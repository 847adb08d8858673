"""While the beam is on: following the folder, good-run lists, suspicious files."""
