"""How much may be asked: so many reads and writes a minute, for an identity and for a project.

Source: developers.google.com/workspace/sheets/api/limits: 60 a minute an identity and 300 a minute
a project, each for reads and writes apart, refilled every minute; over it a 429.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tests.sheets_api.calls import Call
from tests.sheets_api.cells import Body

PROJECT = "projects/100000000001"


@dataclass(slots=True)
class Quota:
    """The windows of a minute; a request over one of them counts in none."""

    identity: int = 60
    project: int = 300
    refused: int = 0
    _minute: int = -1
    _used: Counter[str] = field(default_factory=Counter)

    def over(self, call: Call, now: float) -> Body | None:
        """Count a call; return the body of the 429 where it is one too many."""
        if call.kind not in ("read", "write"):
            return None
        minute = int(now // 60)
        if minute != self._minute:
            self._minute = minute
            self._used.clear()
        mine, everyone = f"{call.kind} {call.who}", call.kind
        if self._used[mine] >= self.identity:
            self.refused += 1
            return exceeded(call.kind, "PerMinutePerUser", self.identity)
        if self._used[everyone] >= self.project:
            self.refused += 1
            return exceeded(call.kind, "PerMinutePerProject", self.project)
        self._used[mine] += 1
        self._used[everyone] += 1
        return None


def exceeded(kind: str, per: str = "PerMinutePerUser", limit: int = 60) -> Body:
    """Return the body of a 429 as Google writes it."""
    name = kind.capitalize()
    words = "per minute per user" if per == "PerMinutePerUser" else "per minute"
    return {
        "error": {
            "code": 429,
            "message": f"Quota exceeded for quota metric '{name} requests' and limit "
            f"'{name} requests {words}' of service 'sheets.googleapis.com' for consumer "
            f"'project_number:{PROJECT.removeprefix('projects/')}'.",
            "status": "RESOURCE_EXHAUSTED",
            "details": [
                {
                    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                    "reason": "RATE_LIMIT_EXCEEDED",
                    "domain": "googleapis.com",
                    "metadata": {
                        "consumer": PROJECT,
                        "quota_limit": f"{name}Requests{per}",
                        "quota_limit_value": str(limit),
                        "quota_location": "global",
                        "quota_metric": f"sheets.googleapis.com/{kind}_requests",
                        "quota_unit": "1/min/{project}/{user}"
                        if per == "PerMinutePerUser"
                        else "1/min/{project}",
                        "service": "sheets.googleapis.com",
                    },
                },
                {
                    "@type": "type.googleapis.com/google.rpc.Help",
                    "links": [
                        {
                            "description": "Request a higher quota limit.",
                            "url": "https://cloud.google.com/docs/quotas/help/request_increase",
                        }
                    ],
                },
            ],
        }
    }
