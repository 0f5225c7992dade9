"""Charts: the data_visualization block.

Follows https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
"""

from typing import Any

from chatops.simulator.blocks.checks import Check, array, both, by_type, number, shape, string
from chatops.simulator.blocks.place import Place

_label = string(20, 1)
_point = shape({"label": _label, "value": number})
_series = shape({"name": _label, "data": array(_point, 20, 1)})
_axes = shape({"categories": array(_label, 20, 1)}, {"x_label": string(50), "y_label": string(50)})


def _labels_are_categories(value: Any, place: Place) -> None:
    try:
        categories = sorted(value["axis_config"]["categories"])
        series = [sorted(one["label"] for one in each["data"]) for each in value["series"]]
        names = [each["name"] for each in value["series"]]
    except (TypeError, KeyError):  # the shape is wrong, which was said already
        return
    if any(labels != categories for labels in series):
        place.refuse("each series must have one point for each category")
    if len(set(names)) != len(names):
        place.refuse("series names must be unique")


_on_axes: Check = both(
    shape({"series": array(_series, 6, 1), "axis_config": _axes}), _labels_are_categories
)
chart = by_type(
    {
        "pie": shape({"segments": array(_point, 6, 1)}),
        "bar": _on_axes,
        "line": _on_axes,
        "area": _on_axes,
    }
)
