"""The site as plain files: every page that readers get, with links that work without a server.

``addresses`` says what there is, ``asking`` asks the site's own views for it, ``links`` and
``data`` let it lead to files, ``folder`` keeps the files. Enter by the package:
``export.write(folder)``. A function of the live editions, the emergency notes that stand, and
the day: the same give the same bytes.
"""

from guides.export.folder import SUMS, Refused
from guides.export.writing import Report, Written, write

__all__ = ["SUMS", "Refused", "Report", "Written", "write"]
