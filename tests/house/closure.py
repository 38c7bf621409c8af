"""Which installed distributions a list of requirements brings, directly or through others."""

from importlib.metadata import PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def installed(requirements: list[Requirement]) -> set[str]:
    """Return the canonical names of all installed packages that these ask for, directly or through others."""
    waiting, found = list(requirements), set()
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        wanted = waiting.pop()
        key = (canonicalize_name(wanted.name), frozenset(wanted.extras))
        if key in seen or not applies(wanted):
            continue
        seen.add(key)
        try:
            needs = distribution(wanted.name).requires or []
        except PackageNotFoundError:
            continue
        found.add(key[0])
        waiting += [need for need in map(Requirement, needs) if applies(need, key[1])]
    return found


def applies(requirement: Requirement, extras: frozenset[str] = frozenset()) -> bool:
    """Return whether a requirement is one on this machine, with these extras of the package that has it."""
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in extras or {""})
