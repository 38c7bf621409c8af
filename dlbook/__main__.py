"""``python -m dlbook``: ask the doctor, list the data sets, fetch one."""

import argparse
import io
import sys


def main(arguments: list[str] | None = None) -> int:
    """Exit code of the command: 0 when all is well, 1 when something must be mended, 2 for a command unknown."""
    options = _parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # on Windows a pipe cannot take every path
    return _doctor() if options.command == "doctor" else _data(options)


def _parser() -> argparse.ArgumentParser:
    """Parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m dlbook", description="Ask the doctor, or look after the data."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("doctor", help="check this machine: each line is OK or the command that mends it")
    data = commands.add_parser(
        "data", help="list the data sets: origin, size, licence, and whether they are here"
    )
    actions = data.add_subparsers(dest="action")
    actions.add_parser("fetch", help="download a data set into the data home").add_argument(
        "name", metavar="NAME"
    )
    return parser


# The imports stand in the functions, so that the doctor can speak even where a library is missing.


def _doctor() -> int:
    """Exit code of ``doctor``."""
    from dlbook.doctor.checks import examine, report

    findings = examine()
    print(report(findings))
    return int(any(finding.remedy for finding in findings))


def _data(options: argparse.Namespace) -> int:
    """Exit code of ``data`` and ``data fetch NAME``."""
    from dlbook.datasets.errors import DataError
    from dlbook.datasets.fetch import fetch
    from dlbook.datasets.listing import list_data

    try:
        print(f"{options.name} lies in {fetch(options.name)}" if options.action == "fetch" else list_data())
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; no half-written file is left.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
