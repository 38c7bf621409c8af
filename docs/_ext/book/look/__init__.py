"""HTML that opens anywhere, for everybody: formulas, one stylesheet, no foreign address, alternative texts."""
