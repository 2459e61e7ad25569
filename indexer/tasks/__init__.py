"""What officials do with documents besides asking: summaries, tables across files, reports, questions taken apart."""
