"""The pictures of the documents: `scripts/screenshots` takes them all anew.

A picture is a function in `pictures.py` that shows something in a browser. It is taken
twice, light and dark, of the demonstration's printers at a moment that stands still.
"""
