"""Google's shapes, as far as the files use them.

cloud.google.com/logging/docs/reference/v2/rest/v2/projects.metrics and
cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.alertPolicies
"""

from __future__ import annotations

from typing import Any


def closed(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


TEXT = {"type": "string", "minLength": 1}
SECONDS = {"type": "string", "pattern": r"^\d+s$"}
AGGREGATION = closed(
    {
        "alignmentPeriod": SECONDS,
        "perSeriesAligner": {"enum": ["ALIGN_DELTA", "ALIGN_RATE", "ALIGN_MEAN", "ALIGN_PERCENTILE_99"]},
        "crossSeriesReducer": {"enum": ["REDUCE_SUM", "REDUCE_MAX", "REDUCE_MIN", "REDUCE_MEAN"]},
        "groupByFields": {"type": "array", "items": TEXT},
    },
    "alignmentPeriod",
    "perSeriesAligner",
)
TRIGGER = closed({"count": {"type": "integer", "minimum": 1}}, "count")
CONDITION = {
    "oneOf": [
        closed(
            {
                "displayName": TEXT,
                "conditionThreshold": closed(
                    {
                        "filter": TEXT,
                        "denominatorFilter": TEXT,
                        "aggregations": {"type": "array", "items": AGGREGATION, "minItems": 1},
                        "denominatorAggregations": {"type": "array", "items": AGGREGATION, "minItems": 1},
                        "comparison": {"enum": ["COMPARISON_GT", "COMPARISON_LT"]},
                        "thresholdValue": {"type": "number"},
                        "duration": SECONDS,
                        "trigger": TRIGGER,
                        "evaluationMissingData": {"const": "EVALUATION_MISSING_DATA_ACTIVE"},
                    },
                    "filter",
                    "aggregations",
                    "comparison",
                    "thresholdValue",
                    "duration",
                ),
            },
            "displayName",
            "conditionThreshold",
        ),
        closed(
            {
                "displayName": TEXT,
                "conditionAbsent": closed(
                    {
                        "filter": TEXT,
                        "aggregations": {"type": "array", "items": AGGREGATION, "minItems": 1},
                        "duration": SECONDS,
                        "trigger": TRIGGER,
                    },
                    "filter",
                    "aggregations",
                    "duration",
                ),
            },
            "displayName",
            "conditionAbsent",
        ),
    ]
}
POLICY = closed(
    {
        "displayName": TEXT,
        "severity": {"enum": ["CRITICAL", "ERROR", "WARNING"]},
        "combiner": {"enum": ["OR", "AND"]},
        "enabled": {"const": True},
        "documentation": closed(
            {"mimeType": {"const": "text/markdown"}, "content": TEXT}, "mimeType", "content"
        ),
        "userLabels": {
            "type": "object",
            "additionalProperties": {"type": "string", "pattern": r"^[a-z][a-z0-9_-]*$"},
        },
        "conditions": {"type": "array", "items": CONDITION, "minItems": 1, "maxItems": 6},
        "alertStrategy": closed({"autoClose": SECONDS}, "autoClose"),
        "notificationChannels": {"type": "array"},
    },
    "displayName",
    "severity",
    "combiner",
    "documentation",
    "conditions",
)
LABEL = closed(
    {
        "key": {"type": "string", "pattern": r"^[a-z][a-z0-9_]*$"},
        "valueType": {"const": "STRING"},
        "description": TEXT,
    },
    "key",
    "valueType",
)
METRIC = closed(
    {
        "name": {"type": "string", "pattern": r"^pulse/[a-z_]+$"},
        "description": TEXT,
        "filter": TEXT,
        "metricDescriptor": closed(
            {
                "metricKind": {"const": "DELTA"},
                "valueType": {"enum": ["INT64", "DISTRIBUTION"]},
                "unit": TEXT,
                "labels": {"type": "array", "items": LABEL, "maxItems": 10},
            },
            "metricKind",
            "valueType",
        ),
        "valueExtractor": {"type": "string", "pattern": r"^EXTRACT\([\w.]+\)$"},
        "labelExtractors": {
            "type": "object",
            "additionalProperties": {"type": "string", "pattern": r"^EXTRACT\([\w.]+\)$"},
        },
    },
    "name",
    "filter",
    "metricDescriptor",
)
