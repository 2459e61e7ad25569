"""Answers and tables as documents: Markdown, DOCX and HWPX, with footnotes to file, page and paragraph."""
