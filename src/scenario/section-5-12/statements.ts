// The statements of UNP 5.12, each with what shows it. Derived from a timeline, never from what was meant to happen.
