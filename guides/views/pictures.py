"""The files of pictures, for everybody who was told their names."""

from django.http import FileResponse, Http404, HttpRequest

from guides import pictures


def picture(request: HttpRequest, name: str) -> FileResponse:
    path = pictures.find_file(name)
    if path is None:
        raise Http404(name)
    kind = "jpeg" if path.suffix == ".jpg" else path.suffix.removeprefix(".")
    return FileResponse(path.open("rb"), content_type=f"image/{kind}")
