import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string

SOURCE = (Path(settings.BASE_DIR) / "templates/components/icon.html").read_text()
NAMES = re.findall(r'name == "(\w+)"', SOURCE)


@pytest.mark.parametrize("name", NAMES)
def test_an_icon_is_what_its_component_draws(name):
    for _ in range(2):
        drawn = Template("{% icon name %}").render(Context({"name": name}))
        assert drawn == render_to_string("components/icon.html", {"name": name})
        assert "<path" in drawn


def test_each_name_has_a_drawing_of_its_own():
    drawn = {Template(f'{{% icon "{name}" %}}').render(Context()) for name in NAMES}
    assert len(drawn) == len(NAMES) > 8
