"""What people do in the workspace, for the page, for tests and for scripts: the /sim endpoints.

Each act ends with what its person would see: acknowledged or not, messages, the modal, its errors.
"""
