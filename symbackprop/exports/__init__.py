"""Equations at home elsewhere: a module for NumPy alone, ONNX, a layer for PyTorch, a layer for JAX."""
