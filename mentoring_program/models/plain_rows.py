"""Thousands of rows as plain values: there the ORM's cache takes longer than the database."""

import json

from odoo.tools import SQL


def plain_rows(model, domain, names, order="id"):
    """[(value of each stored column in `names`)] of the records that `model` would find, in one query."""
    query = model._search(domain, order=order)
    columns = SQL(", ").join(model._field_to_sql(query.table, name, query) for name in names)
    return model.env.execute_query(query.select(columns))


def insert_rows(model, rows, /, **same):
    """Insert records in one statement, as `create` would: [{stored field: plain value}], and what is `same` in all.

    Related and computed fields that are stored are given like others; nothing is checked but by the database.
    """
    if not rows:
        return
    if model._log_access:
        same |= dict.fromkeys(("create_uid", "write_uid"), model.env.uid)
        same |= dict.fromkeys(("create_date", "write_date"), model.env.cr.now())
    names = list(rows[0])
    model.env.cr.execute(
        SQL(
            "INSERT INTO %(table)s (%(names)s, %(others)s) SELECT %(names)s, %(values)s"
            " FROM json_to_recordset(%(rows)s::json) AS new (%(columns)s)",
            table=SQL.identifier(model._table),
            names=SQL(", ").join(map(SQL.identifier, names)),
            others=SQL(", ").join(map(SQL.identifier, same)),
            values=SQL(", ").join(SQL("%s", value) for value in same.values()),
            rows=json.dumps(rows),
            columns=SQL(", ").join(
                SQL("%s %s", SQL.identifier(name), SQL(model._fields[name].column_type[1])) for name in names
            ),
        )
    )


def int_array(numbers):
    """A parameter for `%s::int[]`: as one text it is read much faster than as thousands of numbers."""
    return f"{{{','.join('NULL' if number is None else str(number) for number in numbers)}}}"
