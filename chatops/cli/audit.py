"""`chatops audit`: the audit log's keys, checkpoints and proofs."""

import typer

from chatops.cli import (
    audit_bundle,
    audit_export,
    audit_keys,
    audit_redact,
    audit_seal,
    audit_verify,
)

app = typer.Typer(
    help="The audit log: keys, checkpoints, proofs.", no_args_is_help=True, rich_markup_mode=None
)
audit_keys.register(app)
audit_seal.register(app)
audit_redact.register(app)
audit_bundle.register(app)
audit_verify.register(app)
audit_export.register(app)
