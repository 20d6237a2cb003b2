"""``{% capture as name %}...{% endcapture %}``: what stands inside, to be said more than once."""

from django import template
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

register = template.Library()


class CaptureNode(Node):
    """Renders its inside into a variable. The inside may hold blocks that pages fill."""

    def __init__(self, nodelist: NodeList, name: str) -> None:
        self.nodelist = nodelist
        self.name = name

    def render(self, context: Context) -> SafeString:
        context[self.name] = self.nodelist.render(context)
        return SafeString("")


@register.tag
def capture(parser: Parser, token: Token) -> CaptureNode:
    match token.split_contents():
        case [_, "as", name]:
            nodelist = parser.parse(("endcapture",))
            parser.delete_first_token()
            return CaptureNode(nodelist, name)
    raise template.TemplateSyntaxError("write {% capture as name %}")
