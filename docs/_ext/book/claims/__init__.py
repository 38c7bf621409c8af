"""What a page says about an experiment, held against what was measured."""
