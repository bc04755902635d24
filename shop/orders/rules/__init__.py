"""Pure decisions of orders, one module for each noun. No Django, no clock, no database; sentences in sentences/."""
