"""What an adversary can do to a partnership, and what would hurt it most."""
