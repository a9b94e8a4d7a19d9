"""Making, finding, renaming, deleting and restoring experiments."""
from mlflow.entities import ViewType

from facts.session import client, refused


def experiments():
    first = client.create_experiment("first", tags={"team": "a"})
    client.create_experiment("second")
    client.set_experiment_tag(first, "note", "x=1")
    client.rename_experiment(first, "renamed")
    client.delete_experiment(first)
    gone = [e.name for e in client.search_experiments(view_type=ViewType.DELETED_ONLY)]
    in_deleted = refused(lambda: client.create_run(first))
    client.restore_experiment(first)
    found = client.get_experiment_by_name("renamed")
    return {
        "names": sorted(e.name for e in client.search_experiments()),
        "like": [e.name for e in client.search_experiments(filter_string="name LIKE 'sec%'")],
        "ordered": [e.name for e in client.search_experiments(order_by=["name DESC"])],
        "tagged": [e.name for e in client.search_experiments(filter_string="tags.team = 'a'")],
        "gone": gone,
        "in_deleted": in_deleted,
        "found": [found.name, found.lifecycle_stage, found.tags],
        "missing": client.get_experiment_by_name("nowhere") is None,
        "twice": refused(lambda: client.create_experiment("second")),
        "absent": refused(lambda: client.get_experiment("987654")),
        "default": client.get_experiment("0").name,
    }
