"""What a request form holds at this moment, as a draft."""

from chatops.core.draft import Draft
from chatops.slack.payloads import OpenView
from chatops.slack.views.ids import Field
from chatops.slack.views.request_modal import REQUIRED


def draft_of(view: OpenView) -> Draft:
    """Return the fields of the form as they were typed and chosen."""
    return Draft(
        systems=view.choices(Field.SYSTEM),
        environment=view.text(Field.ENVIRONMENT),
        title=view.text(Field.TITLE),
        commit=view.text(Field.COMMIT),
        description=view.text(Field.DESCRIPTION),
        link=view.text(Field.LINK),
        degree=view.text(Field.DEGREE),
        tool=view.text(Field.TOOL),
        risk=view.text(Field.RISK),
        rollback_plan=view.text(Field.ROLLBACK_PLAN),
        test_evidence=view.text(Field.TEST_EVIDENCE),
        window_start=view.moment(Field.WINDOW_START),
        window_end=view.moment(Field.WINDOW_END),
        kind=view.text(Field.KIND),
        labels=tuple(view.text(Field.LABELS).split(",")),
        required=REQUIRED,
    )
