"""The one error that everything about data raises."""


class DataError(RuntimeError):
    """A data set, a data file or the data home is not as it should be.

    The message names the file or the value and says what was expected; it ends with the remedy, where there is one.
    """

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(f"{problem}. {remedy}" if remedy else problem)
        self.problem = problem
        self.remedy = remedy
