"""What every page of the built site has to be: each gate takes the site and yields one sentence for each fault.

A gate reads HTML only, so it judges what readers get and not how it was made.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from bs4 import Tag
from built_site import BuiltSite, Page

Gate = Callable[[BuiltSite], Iterator[str]]
GATES: list[Gate] = []
HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
NOT_A_NUMBER = re.compile(r"(?<![\w./-])[-+]?(nan|inf(inity)?)(?![\w/-])", re.IGNORECASE)
WARNING = re.compile(r"\b\w*Warning\b:|^\s*WARNING\b", re.MULTILINE)
WITHOUT_CHAPTER = {"genindex", "search", "py-modindex", "index"}


def gate(check: Gate) -> Gate:
    """Put a check into the list of gates."""
    GATES.append(check)
    return check


def each_page(check: Callable[[Page], Iterator[str]]) -> Callable[[Page], Iterator[str]]:
    """Make a gate of a check of one page; the page's name is put before each fault."""

    def whole_site(site: BuiltSite) -> Iterator[str]:
        for page in site.pages.values():
            yield from (f"{page.name}: {fault}" for fault in check(page))

    whole_site.__name__ = check.__name__
    gate(whole_site)
    return check


def shown(tag: Tag) -> str:
    """The beginning of a tag, for a message."""
    return " ".join(str(tag).split())[:120]


@each_page
def has_one_visible_h1(page: Page) -> Iterator[str]:
    visible = [h1 for h1 in page.soup.select("h1") if h1.find_parent(id="jb-print-docs-body") is None]
    if len(visible) != 1:
        yield f"has {len(visible)} visible h1"


@each_page
def has_headings_in_order(page: Page) -> Iterator[str]:
    last = 1
    for heading in page.article.find_all(HEADINGS):
        level = int(heading.name[1])
        if level > last + 1:
            yield f"h{level} follows h{last}: {heading.get_text(' ', strip=True)!r}"
        last = level


@each_page
def has_language_and_title(page: Page) -> Iterator[str]:
    if page.soup.html is None or not page.soup.html.get("lang"):
        yield "has no language"
    title = page.soup.title.get_text(strip=True) if page.soup.title else ""
    if not title or "<no title>" in title:
        yield "has no title"


@gate
def titles_differ(site: BuiltSite) -> Iterator[str]:
    titles = Counter(page.soup.title.get_text(strip=True) for page in site.pages.values() if page.soup.title)
    yield from (f"{count} pages have the title {title!r}" for title, count in titles.items() if count > 1)


@each_page
def has_unique_ids(page: Page) -> Iterator[str]:
    ids = Counter(tag["id"] for tag in page.soup.select("[id]"))
    yield from (f"id {name!r} is used {count} times" for name, count in ids.items() if count > 1)


@each_page
def asks_nothing_from_elsewhere(page: Page) -> Iterator[str]:
    for tag in page.soup.select("script[src], img, link[href], source, iframe, audio, video, object, embed"):
        addresses = [str(tag[name]) for name in ("src", "srcset", "href", "data") if tag.has_attr(name)]
        if any(re.match(r"\s*(https?:)?//", address) for address in addresses):
            yield f"asks another origin: {shown(tag)}"


@each_page
def has_the_policy_and_no_handlers(page: Page) -> Iterator[str]:
    policy = page.soup.select_one('meta[http-equiv="Content-Security-Policy"]')
    if policy is None or not str(policy["content"]).startswith("default-src 'none'"):
        yield "has no content security policy that starts from nothing"
    for tag in page.soup.find_all(lambda tag: any(name.startswith("on") for name in tag.attrs)):
        yield f"has a handler in its HTML: {shown(tag)}"


@each_page
def has_pictures_that_say_what_they_show(page: Page) -> Iterator[str]:
    for picture in page.article.select("img"):
        alt = " ".join(str(picture.get("alt", "")).split())
        if len(alt.split()) < 5 or re.search(r"\S+\.(png|svg|jpe?g|gif|webp)$|^_images/", alt):
            yield f"a picture says {alt!r}"


@each_page
def has_formulas_that_were_read(page: Page) -> Iterator[str]:
    if page.soup.select(".katex-error"):
        yield "has a formula that KaTeX could not read"
    for formula in page.article.select(".math"):
        if not formula.select_one(".katex"):
            yield f"has a formula that was not rendered: {shown(formula)}"


@each_page
def has_no_empty_substitution(page: Page) -> Iterator[str]:
    for tag in page.article.select(".pasted-text, .value, [data-varies]:not([hidden])"):
        if not tag.get_text(strip=True) and not tag.find("img"):
            yield f"has an empty place: {shown(tag)}"


@each_page
def has_no_nan_or_infinity_in_outputs(page: Page) -> Iterator[str]:
    for output in page.outputs(raising=False):
        found = NOT_A_NUMBER.search(output.get_text())
        if found:
            yield f"an output holds {found[0]!r}"


@each_page
def has_tracebacks_only_where_they_teach(page: Page) -> Iterator[str]:
    for output in page.outputs(raising=False):
        if "traceback" in output["class"] or "Traceback (most recent call last)" in output.get_text():
            yield f"a cell that must not raise shows a traceback: {output.get_text()[-120:]!r}"


@each_page
def has_no_warnings_in_outputs(page: Page) -> Iterator[str]:
    for output in page.outputs(raising=False):
        found = WARNING.search(output.get_text())
        if found or "stderr" in output["class"]:
            yield f"an output warns: {output.get_text()[:120]!r}"


@gate
def links_and_anchors_resolve(site: BuiltSite) -> Iterator[str]:
    anchors = {
        f"{name}.html": {tag["id"] for tag in page.soup.select("[id]")} | {"", "top"}
        for name, page in site.pages.items()
    }
    files = set(site.files)
    for name, page in site.pages.items():
        for tag in page.soup.select("a[href], link[href], script[src], img[src]"):
            found = site.target(name, str(tag.get("href") or tag.get("src")))
            if found is None:
                continue
            path, fragment = found
            if path not in files:
                yield f"{name}: leads to {path}, which is not there"
            elif path in anchors and fragment not in anchors[path]:
                yield f"{name}: leads to {path}#{fragment}, which is not there"


@gate
def every_page_can_be_reached(site: BuiltSite) -> Iterator[str]:
    linked = {
        found[0]
        for name, page in site.pages.items()
        for tag in page.soup.select("nav.bd-links a[href]")
        if (found := site.target(name, str(tag["href"])))
    }
    for name in site.pages:
        if name not in WITHOUT_CHAPTER and f"{name}.html" not in linked:
            yield f"{name}: no table of contents leads to it"
