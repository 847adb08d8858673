"""Files that ship with Stackplan: icons and help."""

from pathlib import Path


def resource_path(name: str) -> Path:
    """Find a file of `resources/`: inside the package when installed, else in the checkout.

    An editable install does not copy the folder, so the checkout is asked second.
    """
    package = Path(__file__).parents[1] / "resources" / name
    return package if package.exists() else Path(__file__).parents[3] / "resources" / name
