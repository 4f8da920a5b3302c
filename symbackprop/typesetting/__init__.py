"""Equations in print: component and matrix form, notations, derivations step by step."""
