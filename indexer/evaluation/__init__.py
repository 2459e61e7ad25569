"""How good are search and answers: question sets, scores with intervals, comparisons, drafts, a report."""
