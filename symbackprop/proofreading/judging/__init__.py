"""A verdict on every statement, under the reading that makes most of the document hold."""
