"""The one room that touches the world: it finds the project, keeps the clock, and hands the rooms what they need."""
