"""Many devices: the equations shared out over them, run by JAX, and a model of how long a step takes."""
