"""Burmese that is stored in the Zawgyi way: the letters of Unicode, used for other shapes and in another order.

It looks right with a Zawgyi font alone, and no text of ours is equal to it.
"""

import re
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from myanmartools import ZawgyiDetector

_BURMESE = re.compile("[\u1000-\u109f]")
_SURE = 0.95

SUSPECT = (
    r"[\u1060-\u1097]"
    r"|\u1039(?:[^\u1000-\u1021]|$)"
    r"|(?:^|[^\u1000-\u1021\u1025\u1027\u103f\u1039-\u103e])[\u1031\u103b\u103c]"
)
"""What nearly all texts in Zawgyi hold, and few others do: vowels and medials before their letter, and stackers
without one. It finds in a column what is worth a closer look."""


def is_zawgyi(text: str) -> bool:
    """Whether a text is Burmese in the Zawgyi encoding; in doubt it is not."""
    return bool(_BURMESE.search(text)) and _detector().get_zawgyi_probability(text) > _SURE


@lru_cache(maxsize=1)
def _detector() -> "ZawgyiDetector":
    from myanmartools import ZawgyiDetector

    with warnings.catch_warnings():  # it opens its file in a way that Python 3.11 calls old, and 3.13 does not
        warnings.simplefilter("ignore", DeprecationWarning)
        return ZawgyiDetector()
