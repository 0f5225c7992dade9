"""What is noted on a change besides decisions: each numbered from 1 within its kind."""

from chatops.core.cancellation import Cancellation
from chatops.core.chase import Chase
from chatops.core.deployment import Deployment
from chatops.core.hand_over import HandOver
from chatops.core.nudge import Nudge
from chatops.core.question import Question
from chatops.core.snooze import Snooze

Note = Question | HandOver | Nudge | Snooze | Cancellation | Deployment | Chase
