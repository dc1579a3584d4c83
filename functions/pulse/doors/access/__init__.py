"""Who is calling, what they may do, how often, and from which address."""
