"""Lists of tens of thousands of rows: found by their keys, so that only what is shown is read."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.text import smart_split, unescape_string_literal

from guides.admin.generics import ModelAdmin

# Rows beyond which a list offers no days to choose from: it would look at each to tell them.
MOST_DATED = 1_000
# Words of a search that narrow a list: each is looked for in every row.
MOST_WORDS = 8
# Rows that a filter offers to choose from.
MOST_OFFERED = 50


class QuickList(ChangeList):
    """A list that finds the keys of its page first, then reads these rows and nothing else."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        if self.result_count > MOST_DATED:
            self.date_hierarchy = None
        rows = self.apply_select_related(self.root_queryset)
        order = self.get_ordering(request, rows)
        self.result_list = rows.filter(pk__in=self._keys()).order_by(*order)
        if isinstance(self.paginator, Searched) and self.date_hierarchy:
            # Of these the days are told.
            self.queryset = rows.filter(pk__in=self.paginator.keys).order_by(*order)

    def _keys(self) -> list[Any]:
        """The keys of this page."""
        if not isinstance(self.paginator, Searched):
            found = self.result_list
            return list(found.values_list("pk", flat=True)) if self.result_count else []
        if not self.multi_page or (self.show_all and self.can_show_all):
            return self.paginator.keys
        last = self.page_num * self.list_per_page
        return self.paginator.keys[last - self.list_per_page : last]


class Searched(Paginator):  # type: ignore[type-arg]  # Django's cannot be
    """Pages of what was typed: all rows are looked through once, not for each thing that is told
    of what was found."""

    @cached_property
    def keys(self) -> list[Any]:
        rows: Any = self.object_list
        return list(rows.values_list("pk", flat=True))

    @cached_property
    def count(self) -> int:
        return len(self.keys)


class Ahead(Paginator):  # type: ignore[type-arg]  # Django's cannot be
    """Pages of what is not counted: each looks one row ahead, to tell whether there is another."""

    def page(self, number: Any) -> Page:  # type: ignore[type-arg]
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        rows = list(self.object_list[first : first + self.per_page + 1])
        if not rows and number > 1:
            raise EmptyPage(self.error_messages["no_results"])
        self.num_pages = number + (len(rows) > self.per_page)
        return Page(rows[: self.per_page], number, self)

    def validate_number(self, number: Any) -> int:
        self.num_pages = MOST_AHEAD
        return super().validate_number(number)


# Pages of what is found by typing: who has turned so many types something else.
MOST_AHEAD = 1_000


class FewFilter(admin.RelatedFieldListFilter):
    """Offers what rows belong to while there is little of it; beyond, a search does better."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        if field.related_model._default_manager.all()[MOST_OFFERED:].exists():
            return []
        return super().field_choices(field, request, model_admin)


class QuickDesk(ModelAdmin):
    """A desk of many rows."""

    list_per_page = 50
    # A second count for each list, to say of how many they are.
    show_full_result_count = False
    paging_of_finders: ClassVar[type[Any]] = Ahead

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[ChangeList]:
        return QuickList

    def get_paginator(
        self, request: HttpRequest, queryset: Any, per_page: Any, *args: Any, **options: Any
    ) -> Any:
        match = request.resolver_match
        if match is not None and match.url_name == "autocomplete":
            return self.paging_of_finders(queryset, per_page)
        if request.GET.get(SEARCH_VAR):
            return Searched(queryset, per_page, *args, **options)
        return super().get_paginator(request, queryset, per_page, *args, **options)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """As Django's, but no row is found twice: rows of rows are looked through on their own."""
        for word in list(dict.fromkeys(smart_split(search_term)))[:MOST_WORDS]:
            if word.startswith(('"', "'")) and word[0] == word[-1]:
                word = unescape_string_literal(word)
            queryset = queryset.filter(self._holding(request, word))
        return queryset, False

    def _holding(self, request: HttpRequest, word: str) -> Q:
        found = Q()
        inside: dict[Any, Q] = {}
        for name in self.get_search_fields(request):
            first, _, rest = name.partition("__")
            field = self.opts.get_field(first)
            if field.one_to_many:
                inside[field] = inside.get(field, Q()) | Q(**{f"{rest}__icontains": word})
            else:
                found |= Q(**{f"{name}__icontains": word})
        for field, where in inside.items():
            rows = field.related_model._default_manager.filter(where).order_by()
            found |= Q(pk__in=rows.values(field.field.name))
        return found
