"""The templates of pages: Jinja2 on GOV.UK Frontend's macros."""

from functools import cache

from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader

from chalicelib.domain.identifiers import ReceiptNumber


@cache
def load_templates(folder: str) -> Environment:
    """Those of one surface, compiled once in a process, whatever an office changes of its texts meanwhile.

    GOV.UK's macros ask for what was not given and take it for absent, hence the lenient undefined.
    """
    folders = {"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}
    folders[folder] = PackageLoader(__package__, f"templates/{folder}")
    made = Environment(
        loader=PrefixLoader(folders),
        autoescape=True,
        auto_reload=False,
        undefined=ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["grouped"] = lambda receipt: ReceiptNumber.restore(receipt).format()
    return made
