"""What cannot be denied later: canonical JSON, digests and hash chains. Pure."""
