"""Figures and lists: what a question means, and its answer in words, as a chart or a workbook."""
