"""The dot map, one dot a commune ("mỗi xã một chấm"): where products hold stars.

- frame: where degrees lie on a sheet
- communes: the communes of a day with their coordinates
- drawing: dots, links and labels of the country or of a province
"""

from products.views.dot_map.communes import by_commune
from products.views.dot_map.drawing import DotMap, country, province

__all__ = ["DotMap", "by_commune", "country", "province"]
