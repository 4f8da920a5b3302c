"""Derived networks as scikit-learn's estimators."""
