"""Planning: what closes gaps at the least cost, and what sums tell; the one home of the solver."""
