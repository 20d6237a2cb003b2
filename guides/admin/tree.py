"""The tree of a wizard on its form and on a page of its own, where it is also grown."""

from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from guides import branching, paging, publishing
from guides.admin.drawing import draw, spot
from guides.admin.growing import GrowForm, NewChoiceForm, NewQuestionForm
from guides.admin.pages import PageAdmin
from guides.models import Question, Wizard

STYLES = forms.Media(css={"all": ("desk/tree.css",)})


def judged(wizard: Wizard) -> publishing.Judgement:
    """A wizard judged once a request, whoever shows something of it."""
    found: publishing.Judgement | None = getattr(wizard, "_judged", None)
    if found is None:
        found = publishing.judge(item=wizard)
        wizard._judged = found  # type: ignore[attr-defined]
    return found


class TreeDesk(PageAdmin):
    """What the desk of wizards has beside that of any item: its tree."""

    @property
    def media(self) -> forms.Media:
        return super().media + STYLES

    def get_urls(self) -> list[Any]:
        return [self.page("tree", self._tree, self.may_look), *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any
    ) -> Any:
        wizard = options.get("obj")
        if wizard is not None and wizard.pk:
            # As the database has it: the form may hold what was just refused.
            stored = Wizard.objects.get(pk=wizard.pk)
            wizard._judged = judged(stored)
            context.update(self._drawn(request, stored, asked=""))
        return super().render_change_form(request, context, *args, **options)

    def _tree(self, request: HttpRequest, wizard: Wizard) -> HttpResponse:
        """The tree alone; ``?at=<question>`` opens the form that adds a choice to one, ``?show=``
        the page that holds it."""
        if request.method != "POST":
            return self._tree_page(request, wizard, *self._asked(request, wizard, request.GET))
        if not self.has_change_permission(request, wizard):
            raise PermissionDenied
        with transaction.atomic():
            branching.hold(wizard)
            question, form = self._asked(request, wizard, request.POST, request.POST)
            if form is not None and form.is_valid():
                return self._grown(request, wizard, question, form)
            transaction.set_rollback(True)
        if form is None:
            messages.error(request, "Nothing was added: this question is no longer there.")
        return self._tree_page(request, wizard, question, form)

    def _asked(
        self, request: HttpRequest, wizard: Wizard, values: Any, data: Any = None
    ) -> tuple[Question | None, Any]:
        """The question at which something is added, if any, and the form for that, if any."""
        if not self.has_change_permission(request, wizard):
            return None, None
        if "add" in values:
            return None, NewQuestionForm(data, wizard=wizard)
        question = wizard.questions.filter(key=values.get("at", "").replace("\0", "")).first()
        if question is None:
            return None, None
        # One wizard for all that asks for it.
        question.wizard = wizard
        return question, NewChoiceForm(data, question=question, site=self.admin_site)

    def _grown(
        self, request: HttpRequest, wizard: Wizard, question: Question | None, form: Any
    ) -> HttpResponse:
        """Add what was asked for, and bring the editor back to where it stands now."""
        added = form.save(by=request.user.get_username())
        told = f"Added the question “{added}”." if question is None else f"Added “{added}”."
        if question is None:
            told, back = f"Added the question “{added.text}”.", added
        elif form.cleaned_data.get("new_question"):
            new = added.to_question
            told, back = f"Added “{added.label}”, which leads to “{new.text}”.", new
        else:
            told, back = f"Added “{added.label}” to “{question.text}”.", question
        self.log_change(request, wizard, told)
        messages.success(request, told)
        tree = reverse("admin:guides_wizard_tree", args=(quote(str(wizard.pk)),))
        # A new question has no choices yet: the form for its first one is next.
        name = "show" if back == question else "at"
        return HttpResponseRedirect(f"{tree}?{name}={back.key}#{spot(back.key)}")

    def _tree_page(
        self, request: HttpRequest, wizard: Wizard, question: Question | None, form: GrowForm | None
    ) -> HttpResponse:
        try:
            at = question.key if question else request.GET.get("show", "")
            drawn = self._drawn(request, wizard, request.GET.get("page", ""), at)
        except paging.NoSuchPage as error:
            raise Http404(str(error)) from None
        return self.show(
            request,
            "admin/desk/tree_page.html",
            wizard,
            "The tree",
            subtitle=str(wizard),
            **drawn,
            at=question,
            grow_form=form,
            media=self.media + (form.media if form else forms.Media()),
            alone=True,
        )

    def _drawn(
        self, request: HttpRequest, wizard: Wizard, asked: str, at: str = ""
    ) -> dict[str, Any]:
        found = judged(wizard)
        here = reverse("admin:guides_wizard_tree", args=(quote(str(wizard.pk)),))
        return {
            "tree": draw(wizard, found, address=here, asked=asked, at=at),
            "tree_url": here,
            "path_diff": publishing.path_diff(wizard, found),
            "may_grow": self.has_change_permission(request, wizard),
        }
