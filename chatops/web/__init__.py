"""The same over HTTP: the gate, an API for pipelines, health and metrics.

Endpoints are plain functions that run in threads; only the gate, which is polled, runs on the
event loop.
"""
