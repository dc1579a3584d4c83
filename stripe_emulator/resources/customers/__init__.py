"""Buyers and the cards they pay with."""
