"""The HTTP side: parse, call, answer. It holds no state and decides nothing."""
