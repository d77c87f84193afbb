"""The parts of the model, one file each: what they add to the program and the equation they
state."""
