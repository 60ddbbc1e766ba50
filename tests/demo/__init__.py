"""A demonstration: a real Home Assistant beside a simulated Obico server.

`python -m tests.demo` is for a person with a browser, `python -m tests.demo --check` for
a machine. Both run `scenario.py`: a world of printers, a Home Assistant that is set up
through its own web API, a printer that is linked with a code, an account that signs in.
"""
