"""State of each screen: QObjects without widgets."""
