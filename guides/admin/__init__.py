"""The editors' side: Django's admin over the working copy, publishing, and what was published.

Whatever a form here saves can be written as a pack file and read again; texts that would tear
one are refused at their field. What depends on other content (facts, targets of links) may be
saved unfinished: publishing refuses it, and saving says so.
"""

from django.conf import settings
from django.contrib import admin

from guides.admin import content, editions, emergency, pictures, wizard

__all__ = ["content", "editions", "emergency", "pictures", "wizard"]

admin.site.site_header = settings.SITE_NAME
admin.site.site_title = settings.SITE_NAME
admin.site.index_title = "Editors' desk"
