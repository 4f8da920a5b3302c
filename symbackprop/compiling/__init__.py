"""Equations become NumPy: labelled arrays, contractions as products, safe scalar functions, one module of source."""
