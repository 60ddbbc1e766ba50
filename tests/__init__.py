"""Tests of the Obico integration."""
