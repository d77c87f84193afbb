"""Tests of the controls: register, goods, lines and verdicts."""
