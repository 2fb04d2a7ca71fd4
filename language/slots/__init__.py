"""The values that go with an intent: of a report, of a question, of an order."""
