"""Measurements as ratios: each row runs our path and its limit interleaved in the same run."""
