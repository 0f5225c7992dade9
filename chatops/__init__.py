"""People approve changes to Tier-1 production systems in Slack."""
