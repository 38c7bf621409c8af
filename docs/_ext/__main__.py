"""The commands of the book, which nox calls: ``python docs/_ext COMMAND …``."""

import sys
from importlib import import_module

COMMANDS = {  # each is the function ``main`` of a module
    "node": ("book.look.node", "install the npm packages that a build needs"),
    "snippets": ("book.lint.snippets", "lint the Python of every page"),
    "typed-numbers": ("book.lint.typed_numbers", "find metrics that are typed by hand"),
    "terms": ("book.lint.terms", "find words of the glossary before a page introduces them"),
    "claims": ("book.claims.thirty_seeds", "judge the claims of pages on thirty new seeds"),
    "contest": ("book.claims.digit_contest", "measure the contest that is too long for its page"),
    "new": ("book.new_page", "make a chapter from the template"),
    "repeatable": ("book.run.repeatable", "build the site twice and compare the two"),
    "clean": ("book.run.store", "drop stored outputs of pages that no build has used lately"),
}


def main(arguments: list[str]) -> int:
    """Run the command that the first argument names, with the others; list all commands without any."""
    if not arguments:
        print("\n".join(f"{name:<14} {what}" for name, (_, what) in COMMANDS.items()))
        return 0
    command, *rest = arguments
    if command not in COMMANDS:
        print(f"unknown command {command!r}; the known ones are: {', '.join(COMMANDS)}", file=sys.stderr)
        return 2
    sys.argv[0] = f"docs/_ext {command}"  # what a command's usage says
    return int(import_module(COMMANDS[command][0]).main(rest))


if __name__ == "__main__":  # a command's worker processes import this module again
    sys.exit(main(sys.argv[1:]))
