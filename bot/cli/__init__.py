"""The command line: `lede …`."""
