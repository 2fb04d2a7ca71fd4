"""Learns the weights of language/second_opinion from the annotated messages. Never part of the product."""
