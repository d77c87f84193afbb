"""xenotime plans the security of critical-mineral supply chains."""
