"""Which row is which where one key may have several: they are numbered, and known again in any order."""

from peelian.pipeline.contracts import SEPARATOR, content_sql
from peelian.pipeline.spool import Spool

_ORDINAL = rf"\{SEPARATOR}#(\d+)$"  # at the end of the key of the second and later rows of one
_ID = f"CASE WHEN contains(_key, '{SEPARATOR}#') THEN regexp_replace(_key, '{_ORDINAL}', '') ELSE _key END"


def number(spool: Spool, table: str | None) -> None:
    """Make the table `keys`: the fate of each settled row and the `_key` of those that are kept.

    `table` is SQL of the rows kept before, None when numbers do not have to agree with any. Rows of it
    with the same content keep their numbers, so that an extract in another order revises nothing; others
    of the same key are revised in order; what is left over is numbered on.
    """
    run = spool.connection.execute
    plain = f"_id || CASE WHEN ordinal > 1 THEN '{SEPARATOR}#' || ordinal ELSE '' END"
    if table is None:
        run(f"CREATE TABLE keys AS SELECT _member, _line, fate, {plain} AS _key FROM settled")
        return
    content = content_sql(spool.source)
    run(f"""
        CREATE TABLE numbered AS
        SELECT _id FROM settled WHERE fate = 'kept' GROUP BY _id HAVING count(*) > 1
        UNION SELECT DISTINCT {_ID} FROM {table} WHERE contains(_key, '{SEPARATOR}#')
    """)
    run(f"""
        CREATE TABLE there AS
        WITH known AS (
            SELECT _key, _id, {content} AS content,
                coalesce(try_cast(regexp_extract(_key, '{_ORDINAL}', 1) AS INTEGER), 1) AS number
            FROM (SELECT *, {_ID} AS _id FROM {table}) WHERE _id IN (SELECT _id FROM numbered)
        )
        SELECT *, row_number() OVER (PARTITION BY _id, content ORDER BY number) AS occurrence FROM known
    """)
    # A row that is alone in its extract but not in the table is one of several all the same.
    run(f"""
        INSERT INTO settled
        SELECT _member, _line, _id, {content}, 'kept', 1, _line FROM good
        WHERE _keyed AND _id IN (SELECT _id FROM there) AND _id NOT IN (SELECT _id FROM settled)
    """)
    run(f"""
        CREATE TABLE keys AS
        WITH here AS (
            SELECT *, row_number() OVER (PARTITION BY _id, content ORDER BY _member, _line) AS occurrence
            FROM settled WHERE fate = 'kept'
        ), alike AS (
            SELECT here.*, there._key FROM here LEFT JOIN there USING (_id, content, occurrence)
        ), waiting AS (
            SELECT *, row_number() OVER (PARTITION BY _id ORDER BY _member, _line) AS place
            FROM alike WHERE _key IS NULL
        ), free AS (
            SELECT _id, _key, row_number() OVER (PARTITION BY _id ORDER BY number) AS place
            FROM there ANTI JOIN alike USING (_key)
        ), taken AS (
            SELECT _id, max(number) AS highest, count(free._key) AS spare
            FROM there LEFT JOIN free USING (_id, _key) GROUP BY _id
        ), given AS (
            SELECT waiting._member, waiting._line, free._key, waiting._id,
                coalesce(highest, 0) + place - coalesce(spare, 0) AS ordinal
            FROM waiting LEFT JOIN free USING (_id, place) LEFT JOIN taken ON taken._id = waiting._id
        )
        SELECT _member, _line, fate, NULL AS _key FROM settled WHERE fate <> 'kept'
        UNION ALL SELECT _member, _line, 'kept', _key FROM alike WHERE _key IS NOT NULL
        UNION ALL SELECT _member, _line, 'kept', coalesce(_key, {plain}) FROM given
    """)
