"""Reads of inspections, a file for each part."""
