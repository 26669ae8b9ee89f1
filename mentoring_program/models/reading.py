"""Reading what belongs together in one go."""

from odoo.fields import Domain


def read_lines(records, *names):
    """Read one2many fields of all these records, each with its lines in one query; for superuser code.

    The field alone takes two: one for the ids, and one for what the lines hold. What is in memory is not read again.
    """
    for name in names:
        field = records._fields[name]
        unread = records.browse(field._cache_missing_ids(records))
        if not unread:
            continue
        domain = field.get_comodel_domain(records) & Domain(field.inverse_name, "in", unread.ids)
        lines = records.env[field.comodel_name].with_context(active_test=False).search_fetch(domain)
        by_record = lines.grouped(field.inverse_name)
        field._insert_cache(
            unread, [by_record[record]._ids if record in by_record else () for record in unread]
        )
