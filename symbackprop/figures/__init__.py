"""Figures drawn from a System: what is in them, where it stands, and how it is written as SVG and as TikZ."""
