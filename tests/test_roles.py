"""The groups of editors."""

from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from guides import roles


def names(group: str) -> set[str]:
    return set(Group.objects.get(name=group).permissions.values_list("codename", flat=True))


def test_migrating_makes_both_groups(db):
    Group.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert set(Group.objects.values_list("name", flat=True)) == {"Writer", "Publisher"}


def test_a_publisher_may_all_that_a_writer_may_and_more(db):
    roles.make()
    assert names("Writer") < names("Publisher")
    assert "publish_edition" in names("Publisher") - names("Writer")
    assert {"change_fact", "delete_guide"} <= names("Publisher") - names("Writer")


def test_neither_may_touch_people(db):
    roles.make()
    for group in ("Writer", "Publisher"):
        found = Group.objects.get(name=group).permissions.all()
        assert {permission.content_type.app_label for permission in found} == {"guides"}


def test_every_permission_named_exists(db):
    known = set(
        Permission.objects.filter(content_type__app_label="guides").values_list(
            "codename", flat=True
        )
    )
    for allowed in roles.ROLES.values():
        for model, actions in allowed.items():
            for action in actions.split():
                assert f"{action}_{model}" in known


def test_what_a_group_was_given_besides_stays(db):
    roles.make()
    group = Group.objects.get(name="Writer")
    extra = Permission.objects.get(codename="delete_guide")
    lost = Permission.objects.get(codename="change_guide")
    group.permissions.add(extra)
    group.permissions.remove(lost)
    roles.make()
    assert {"delete_guide", "change_guide"} <= names("Writer")
