"""The desk of pictures: bring a file, say what it shows, see how to write it into a text."""

from collections.abc import Callable, Iterable
from pathlib import PurePath
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from guides import audit, pack, pictures
from guides.admin.texts import PackForm, wide
from guides.admin.versions import VersionedAdmin
from guides.markup import FORMATS
from guides.models import Picture
from guides.pack import tables

# CSS pixels of a picture's longer side in the list, and beside its form.
_THUMB = 80
_PREVIEW = 320


class PictureForm(PackForm):
    checks = {"slug": tables.slug, "alt": next(f.check for f in tables.PICTURE if f.key == "alt")}

    file = forms.FileField(
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{one}" for one in FORMATS)}),
        help_text=f"{', '.join(FORMATS)}; at most {pictures.LARGEST // 1024 // 1024} MB and 25 "
        "million pixels, all frames together. It is made anew: nothing else in it is kept.",
    )

    class Meta:
        widgets = {"alt": wide()}

    made: pictures.Made | None = None

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk and "file" in self.fields:
            self.fields["file"].label = "Another file"

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file is None:
            if not self.instance.pk:
                raise ValidationError("Choose a file.", code="required")
            return None
        self.made, why = _make(file)
        if why:
            raise ValidationError(f"{capfirst(f'it {why}')}.", code="refused")
        return file

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if "alt" in data and bool(data["alt"]) == data.get("decorative"):
            told = "Say what the picture shows, or tick “decorative”"
            self.add_error("alt", f"{told}: not both." if data["alt"] else f"{told}.")
        before: str = self.initial.get("slug", "")
        renamed = self.instance.pk and data.get("slug", before) != before
        if renamed and (found := pictures.uses(before)):
            told = "The name stays while something shows the picture"
            self.add_error("slug", f"{told}: {'; '.join(map(str, found))}.")
        return data


@admin.register(Picture)
class PictureAdmin(VersionedAdmin):
    form = PictureForm
    list_display = ("thumbnail", "slug", "said", "format", "dimensions", "weight")
    list_display_links = ("thumbnail", "slug")
    list_filter = ("format", "decorative")
    list_per_page = 50
    search_fields = ("slug", "alt")
    readonly_fields = ("preview", "written", "used_by", "dimensions", "weight")

    class Media:
        css = {"all": ("desk/pictures.css",)}

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        words: Any = (None, {"fields": ("file", "alt", "decorative", "slug")})
        if obj is None:
            return (words,)
        kept: Any = {"fields": ("preview", "written", "used_by", "dimensions", "weight")}
        if not self.has_change_permission(request, obj):
            # Who may only look has no form, and so no field for a file.
            words = (None, {"fields": ("alt", "decorative", "slug")})
        return ((None, kept), words)

    def changeform_view(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        file = request.FILES.get("file") if request.method == "POST" else None
        if file and (self.has_add_permission(request) or self.has_change_permission(request)):
            # It takes its time: done before the transaction, for which others wait.
            _make(file)
        return self._guarded(request, super().changeform_view, *args, **options)

    def changelist_view(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        return self._guarded(request, super().changelist_view, *args, **options)

    def delete_view(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        return self._guarded(request, super().delete_view, *args, **options)

    def _guarded(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *args: Any, **options: Any
    ) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **options)
        try:
            # Files go where the rows go, even where something fails after they were saved.
            with pictures.together():
                return view(request, *args, **options)
        except pictures.InUse as found:
            # Somebody began to show it between the question and the answer.
            self.message_user(request, f"Nothing was changed: shown by {found}.", messages.ERROR)
            return redirect(request.get_full_path())

    def save_model(self, request: HttpRequest, obj: Picture, form: Any, change: bool) -> None:
        by = request.user.get_username()
        pictures.save(picture=obj, made=form.made, by=by, claimed=change)
        facts = pack.read_facts()
        for edition in pictures.shown_by(obj.slug):
            if audit.is_outdated(edition, facts):
                told = f"Readers still see it as it was on {edition.address}: publish that again."
                self.message_user(request, told, messages.WARNING)

    def delete_model(self, request: HttpRequest, obj: Picture) -> None:
        pictures.delete(picture=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        with pictures.together():
            for picture in queryset:
                pictures.delete(picture=picture)

    def get_deleted_objects(self, objs: Iterable[Any], request: HttpRequest) -> Any:
        """What would be deleted; what something shows stays, and the page lists what does."""
        objs = list(objs)
        found, counts, lacking, protected = super().get_deleted_objects(objs, request)
        for picture in objs:
            protected += [_linked(use) for use in pictures.uses(picture.slug)]
        return found, counts, lacking, protected

    @admin.display(description="picture")
    def thumbnail(self, picture: Picture) -> str:
        return _image(picture, _THUMB)

    @admin.display(description="preview")
    def preview(self, picture: Picture) -> str:
        return _image(picture, _PREVIEW)

    @admin.display(description="in a text")
    def written(self, picture: Picture) -> str:
        return format_html("<code>![](picture:{})</code>", picture.slug)

    @admin.display(description="what shows it")
    def used_by(self, picture: Picture) -> str:
        found = [(_linked(use),) for use in pictures.uses(picture.slug)]
        return format_html_join("; ", "{}", found) if found else "nothing yet"

    @admin.display(description="words in its place", ordering="alt")
    def said(self, picture: Picture) -> str:
        return picture.alt or "decorative"

    @admin.display(description="pixels", ordering="width")
    def dimensions(self, picture: Picture) -> str:
        frames = f", {picture.frames} frames" if picture.frames > 1 else ""
        return f"{picture.width} × {picture.height}{frames}"

    @admin.display(description="largest file", ordering="size")
    def weight(self, picture: Picture) -> str:
        return filesizeformat(picture.size)


def _make(file: Any) -> tuple[pictures.Made | None, str]:
    """What is made of an uploaded file, or why nothing is; once for each upload."""
    if not hasattr(file, "outcome"):
        # A phone says .jpeg or .JPG for the same.
        extension = PurePath(file.name).suffix.removeprefix(".").lower().replace("jpeg", "jpg")
        try:
            # One byte more than allowed is enough to say that it is too large.
            file.outcome = pictures.make(file.read(pictures.LARGEST + 1), extension), ""
        except pictures.Refused as why:
            file.outcome = None, str(why)
    found: tuple[pictures.Made | None, str] = file.outcome
    return found


def _image(picture: Picture, longest: int) -> SafeString:
    """The picture at most so large; the words beside it say what it is."""
    scale = min(1, longest / picture.width, longest / picture.height)
    return format_html(
        '<img class="picture" src="{}" alt="{}" width="{}" height="{}" loading="lazy">',
        picture.shown.small,
        picture.alt or picture.slug,
        max(1, round(picture.width * scale)),
        max(1, round(picture.height * scale)),
    )


def _linked(use: pictures.Use) -> SafeString:
    """A use of a picture, with the way to its form."""
    href = reverse(f"admin:guides_{use.kind}_change", args=[use.pk])
    return format_html('Shown by <a href="{}">{}</a>', href, str(use))
