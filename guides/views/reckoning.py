"""Dates reckoned for readers, as pages and as calendar files; the question is the address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from guides import calendars, shelf
from guides.forms import RefundForm, ReminderForm
from guides.origin import absolute


def refund_dates(request: HttpRequest) -> HttpResponse:
    page = shelf.offering("refund-dates")
    form = RefundForm(request.GET, methods=page.methods, today=localdate())
    context = {"page": page, "form": form}
    return render(request, "guides/refund_dates.html", context, status=400 if form.errors else 200)


def refund_file(request: HttpRequest) -> HttpResponse:
    page = shelf.offering("refund-dates")
    form = RefundForm(request.GET, methods=page.methods, today=localdate(), whole=True)
    if form.refusals or not form.wait:
        return _refused(form)
    count = form.wait, form.chosen, form.country_code
    return _download(calendars.refund(*count, address=absolute(page.address)), "refund.ics")


def reminder(request: HttpRequest) -> HttpResponse:
    page = shelf.offering("reminder")
    form = ReminderForm(request.GET, today=localdate())
    context = {"page": page, "form": form}
    return render(request, "guides/reminder.html", context, status=400 if form.errors else 200)


def reminder_file(request: HttpRequest) -> HttpResponse:
    page = shelf.offering("reminder")
    form = ReminderForm(request.GET, today=localdate(), whole=True)
    if form.refusals or not form.reminder:
        return _refused(form)
    file = calendars.reminder(page, form.reminder, address=absolute(page.address))
    return _download(file, "reminder.ics")


def _download(file: bytes, name: str) -> HttpResponse:
    response = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _refused(form: RefundForm | ReminderForm) -> HttpResponse:
    """Why there is no file, a line for each reason: whoever asks for one sees no form."""
    told = "".join(f"{line}\n" for line in form.refusals)
    return HttpResponse(told, status=400, content_type="text/plain; charset=utf-8")
