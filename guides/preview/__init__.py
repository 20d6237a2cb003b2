"""The working copy as readers would get it: for editors, and by a signed link for anybody.

What is not live yet is shown as the working copy has it, what is live as it is live: that is what
readers would get if the item were published now, together with what it still needs. Links to the
previewed item stay inside the preview, a wizard's steps among them; every other link says what
readers see now, in a window of its own.
"""

from guides.preview.passes import DAYS, Over, Unknown, make_pass, read_pass
from guides.preview.showing import show

__all__ = ["DAYS", "Over", "Unknown", "make_pass", "read_pass", "show"]
