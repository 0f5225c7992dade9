"""The API for incident tools: what happened to a system, for who approves its next change."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Security
from fastapi.security import HTTPBearer
from pydantic import AwareDatetime, BaseModel, Field

from chatops.core.incident import Incident
from chatops.core.reporting import TellIncident
from chatops.usecases.house import House
from chatops.usecases.report_incident import report_incident
from chatops.web.answers import ProblemOut
from chatops.web.guard import GuardedRoute
from chatops.web.models import Input, Line, Text

router = APIRouter(
    prefix="/v1",
    route_class=GuardedRoute,
    dependencies=[Security(HTTPBearer(auto_error=False, description="`chatops_…`"))],
    responses={status: {"model": ProblemOut} for status in (401, 404, 422, 503)},
    tags=["incidents"],
)


class NewIncident(Input):
    """What an incident tool knows; told again it replaces what was told before."""

    id: Annotated[Line, Field(description="The tool's own id", examples=["INC-418"])]
    system: Annotated[Line, Field(description="Id of the system")]
    title: Line
    severity: Annotated[Line, Field(description="As the tool calls it", examples=["SEV-1"])]
    began_at: AwareDatetime
    ended_at: AwareDatetime | None = None
    link: Text = ""
    change: Annotated[Line, Field(description="Key of the change that is said to be the cause")] = (
        ""
    )

    def command(self, posted_by: str) -> TellIncident:
        """Return it as the rules want it."""
        told = Incident(
            id=self.id,
            system=self.system,
            title=self.title,
            severity=self.severity,
            began_at=self.began_at,
            ended_at=self.ended_at,
            link=self.link,
            key=self.change,
            posted_by=posted_by,
        )
        return TellIncident(told)


class IncidentOut(BaseModel):
    """An incident as it is known now."""

    id: str
    system: str
    title: str
    severity: str
    began_at: AwareDatetime
    ended_at: AwareDatetime | None
    link: str
    change: Annotated[str, Field(description="Key of a change, or empty")]
    posted_by: str


@router.post("/incidents", response_model=IncidentOut, status_code=201)
def post_incident(request: Request, body: NewIncident) -> Any:
    """Tell of an incident of a system; the same id again replaces it, when it has ended say.

    It holds up no change: whoever approves the next one of the system sees it in Details.
    """
    incident = report_incident(_house(request), body.command(f"api:{request.state.caller}"))
    return IncidentOut(
        id=incident.id,
        system=incident.system,
        title=incident.title,
        severity=incident.severity,
        began_at=incident.began_at,
        ended_at=incident.ended_at,
        link=incident.link,
        change=incident.key,
        posted_by=incident.posted_by,
    )


def _house(request: Request) -> House:
    house: House = request.app.state.house
    return house
