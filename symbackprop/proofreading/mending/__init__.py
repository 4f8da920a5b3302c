"""The nearest equation that holds, in the author's own spelling; or the derived one."""
