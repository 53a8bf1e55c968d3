"""Sirekap: photographs of a polling station's result form become checked, public numbers."""
