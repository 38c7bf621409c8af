from collections.abc import Iterator

import pytest
from matplotlib import pyplot as plt


@pytest.fixture(autouse=True)
def drawn() -> Iterator[None]:
    """Each figure is really rendered, and then closed."""
    plt.switch_backend("svg")
    yield
    for number in plt.get_fignums():
        plt.figure(number).canvas.draw()
    plt.close("all")
