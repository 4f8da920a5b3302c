"""What is to be differentiated: layers, costs, regularisation and networks, forward equations only."""
