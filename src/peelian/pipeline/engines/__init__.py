"""Stage 1 of a refresh: engines that count the rows of a plan. They all give the same numbers."""

from collections.abc import Mapping

from peelian.pipeline.engines.local import Local
from peelian.pipeline.engines.spark import Spark
from peelian.pipeline.factbook import Factbook
from peelian.pipeline.organisation import Organisation
from peelian.pipeline.pinned import Pinned
from peelian.pipeline.workspace import Settings


def engine(
    settings: Settings, tables: Pinned, organisation: Organisation, books: Mapping[str, Factbook]
) -> Local:
    """The engine a workspace's settings name; UserError when it is not there."""
    if settings.engine == "spark":
        return Spark(tables, organisation, books, settings.spark)
    return Local(tables, organisation, books)
