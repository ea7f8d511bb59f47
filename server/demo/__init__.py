"""A believable Kota Manna, made from a seed: who works where, what they planned, and what citizens brought to them."""
