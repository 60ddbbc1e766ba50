"""The figures of this integration beside those of core's printer integrations.

Each pair of an integration and a number of printers is measured in a process of its own
(`measure.py`) with a real Home Assistant, against simulated printers in another process
(`serve.py`) over sockets of this machine. `python -m tests.bench` runs them all.
"""
