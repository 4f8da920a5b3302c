"""Reports of trainings: pages with the equations, the curves, the confusions, the worst mistakes, the weights."""
