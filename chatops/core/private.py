"""The mark of an event's field that holds what somebody wrote: the audit trail keeps its digest."""

PRIVATE: dict[str, bool] = {"private": True}
