"""Reads the HTML of an answer for tests."""

from dataclasses import dataclass

from django.http import HttpResponse
from lxml import html


@dataclass
class Page:
    """A parsed answer."""

    tree: html.HtmlElement

    def all(self, path: str) -> list[html.HtmlElement]:
        return self.tree.xpath(path)

    def texts(self, path: str) -> list[str]:
        """The texts of elements, with white space folded."""
        return [" ".join(element.text_content().split()) for element in self.all(path)]

    def text(self, path: str) -> str:
        """The text of the only element at a path."""
        [text] = self.texts(path)
        return text

    @property
    def title(self) -> str:
        return self.text("//title")

    @property
    def h1(self) -> str:
        return self.text("//h1")

    @property
    def main(self) -> str:
        return self.text("//main")

    @property
    def links(self) -> dict[str, str]:
        """Where the links of ``<main>`` lead, by their text (the first where two read alike)."""
        found: dict[str, str] = {}
        for link in self.all("//main//a[@href]"):
            found.setdefault(" ".join(link.text_content().split()), link.get("href"))
        return found

    @property
    def canonical(self) -> str:
        [link] = self.all("//link[@rel='canonical']")
        return link.get("href")

    def meta(self, name: str) -> str:
        [found] = self.all(f"//meta[@name='{name}']")
        return found.get("content")

    def og(self, name: str) -> list[str]:
        """What Open Graph is told."""
        return [str(found) for found in self.all(f"//meta[@property='og:{name}']/@content")]

    def field(self, name: str) -> html.HtmlElement:
        """The only field of a name."""
        [found] = self.all(f"//*[@name='{name}']")
        return found

    @property
    def wrong(self) -> dict[str, str]:
        """What is wrong with each field, by the text that the field names as its description."""
        found = {}
        for one in self.all("//*[@aria-invalid='true']"):
            [told] = [id for id in one.get("aria-describedby").split() if id.endswith("wrong")]
            found[one.get("name")] = self.text(f"//*[@id='{told}']")
        assert len(found) == len(self.all("//*[@class='wrong']"))
        return found


def parse(response: HttpResponse) -> Page:
    return Page(html.document_fromstring(response.content.decode()))
