"""What works without a network: lists of what to keep, packs for a memory card, and books of the whole."""
