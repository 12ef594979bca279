"""Create Refold workflow drafts from a notebook."""
