// Nothing to call: whatever is linked with this ends at once on a processor that lacks what it was compiled for.
