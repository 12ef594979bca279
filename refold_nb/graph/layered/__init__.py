"""The layered layout, step by step: cycles, ranks, order, places."""
