"""Tests in a real browser: Home Assistant's own frontend, as its owner sees it.

`scripts/test --browser` runs them. Home Assistant is a process of its own, the Obico
server is the simulator, whose time stands still between ticks, and Chromium is driven
by Playwright.
"""
