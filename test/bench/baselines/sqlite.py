"""One query in SQLite: a unit prepares and runs it in a database in memory.

    python3 sqlite.py FOLDER     with query.sql; the last column of its rows is the result
"""

import sqlite3

from turns import folder, take_turns

query = (folder / "query.sql").read_text()
connection = sqlite3.connect(":memory:", cached_statements=0)


def run(_):
    return [connection.execute(query).fetchall()]


def leave(rows):
    (folder / "result.txt").write_text("\n".join(repr(r[-1]) for r in rows))


take_turns([None], run, leave)
