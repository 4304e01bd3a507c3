"""The Spark session that plans run in."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from peelian.framework.errors import UserError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_QUIET = Path(__file__).with_name("log4j2.properties").as_uri()
# What values depend on, whatever a cluster's own settings say. ANSI mode makes a sum that does not fit
# an error; without it Spark would wrap round to a wrong number.
_MEANING = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
}
# One machine, nothing listening beyond it, unless the workspace's settings say otherwise.
_DEFAULTS = {
    "spark.master": "local[*]",
    "spark.app.name": "peelian",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "1g",
    "spark.sql.shuffle.partitions": "8",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.defaultJavaOptions": f"-Dlog4j2.configurationFile={_QUIET}",
}


def session(settings: Mapping[str, str]) -> "SparkSession":
    """The Spark session of this process, started if there is none. Raises UserError when it cannot be.

    `settings` are Spark's own, such as `spark.master`; they matter only to a session that is started here.
    """
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise UserError("`engine: spark` needs Java 17 or later, and there is none on this machine")
    try:
        from pyspark.sql import SparkSession
    except ModuleNotFoundError as error:
        raise UserError("`engine: spark` needs pyspark: pip install 'peelian[spark]'") from error
    with failing("Spark did not start; look at `spark` in peelian.yaml and for Java 17 or later"):
        started = SparkSession.getActiveSession()
        if started is None:
            started = SparkSession.builder.config(map={**_DEFAULTS, **settings}).getOrCreate()
        for name, value in _MEANING.items():
            started.conf.set(name, value)
    return started


@contextmanager
def failing(what: str) -> Iterator[None]:
    """Raises UserError, which says `what` and what Spark says, when Spark fails inside."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError, ConnectionError) as error:
        said = (line for line in str(error).splitlines() if line and "error occurred while" not in line)
        raise UserError(f"{what}: {next(said, type(error).__name__).lstrip(': ')}") from error
