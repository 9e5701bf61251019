"""The desk of those who answer citizens, under `/mesa/`: its pages, and what it asks in JSON under `/mesa/api/`."""
