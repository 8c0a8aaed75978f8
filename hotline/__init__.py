"""The hotline: the nearest open shelter, the wait at the border, the way to register, by SMS and phone."""
