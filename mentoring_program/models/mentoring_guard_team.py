import re

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

COORDINATORS = "mentoring_program.group_mentoring_coordinator"
ADMINISTRATORS = "mentoring_program.group_mentoring_manager"
FIELD_NAME = re.compile(r"[a-z_][a-z0-9_]*")


class MentoringGuardTeam(models.AbstractModel):
    """Fields for coordinators are for the coordinators of the record's own program.

    Core checks a field's groups, not whose program a record belongs to: somebody who coordinates another program,
    and takes part in this one or manages somebody who does, would read on its card what is for the team. For them
    these fields are empty there, and a search, order or grouping by one of them finds records of their team only.
    """

    _inherit = "mentoring.guard.mixin"

    # from a record to the coordinators of its program, on models that people outside the team read
    _team_path = None

    @api.model
    def _team_domain(self):
        """Records whose team the user belongs to; None where no distinction is made.

        Administrators belong to every team, and core refuses these fields to everybody who coordinates nothing.
        """
        if self.env.su or not self._team_path:
            return None
        user = self.env.user
        if user.has_group(ADMINISTRATORS) or not user.has_group(COORDINATORS):
            return None
        return Domain(self._team_path, "in", user.ids)

    @api.model
    def _is_team_field(self, name):
        field = self._fields.get(name)
        return field is not None and COORDINATORS in (field.groups or "")

    @api.model
    def _within_team(self, domain, names):
        """The domain, for the user's teams alone if it or one of these names asks for a field of the team."""
        team = self._team_domain()
        if team is None:
            return domain
        asked = self._asked_names(domain, names)
        return Domain(domain) & team if any(map(self._is_team_field, asked)) else domain

    @api.model
    def _asked_names(self, domain, names):
        """Fields that a search asks for: those of its domain, and `names` from its order or grouping."""
        return {*names, *(one.field_expr.partition(".")[0] for one in Domain(domain).iter_conditions())}

    def _outside_team(self):
        """The records of `self` whose team the user does not belong to."""
        team = self._team_domain()
        if team is None:
            return self.browse()
        # sudo: asks for the user's own place in the team
        return self - self.sudo().filtered_domain(team).sudo(False)

    # ------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------

    def _read_format(self, fnames, load="_classic_read"):
        rows = super()._read_format(fnames, load)
        hidden = [name for name in fnames if self._is_team_field(name)]
        outside = set(self._outside_team()._ids) if hidden else ()
        for row in rows:
            if row["id"] and row["id"] in outside:
                for name in hidden:
                    row[name] = [] if self._fields[name].type in ("one2many", "many2many") else False
        return rows

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        if any(self._is_team_field(path[0]) for path in fields if path) and self._outside_team():
            raise AccessError(self.env._("This holds records of programs that you do not coordinate."))
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    # ------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, *, active_test=True, bypass_access=False):
        if not bypass_access:
            domain = self._within_team(domain, FIELD_NAME.findall(order or ""))
        return super()._search(
            domain, offset, limit, order, active_test=active_test, bypass_access=bypass_access
        )

    @api.model
    def _read_group(self, domain, groupby=(), aggregates=(), having=(), offset=0, limit=None, order=None):
        domain = self._within_team(domain, _names(groupby, aggregates, having, order))
        return super()._read_group(domain, groupby, aggregates, having, offset, limit, order)

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        groupby = [spec for grouping in grouping_sets for spec in grouping]
        domain = self._within_team(domain, _names(groupby, aggregates, (), order))
        return super()._read_grouping_sets(domain, grouping_sets, aggregates, order)

    def _read_group_groupby(self, alias, groupby_spec, query):
        # from another model there is no domain of ours to hold it to the team
        if alias != self._table and self._team_domain() is not None:
            name = FIELD_NAME.match(groupby_spec)[0]
            if self._is_team_field(name):
                label = self._fields[name]._description_string(self.env)
                raise AccessError(self.env._("%s cannot be grouped by from here.", label))
        return super()._read_group_groupby(alias, groupby_spec, query)


def _names(groupby, aggregates, having, order):
    """Names of fields that a grouping mentions, and harmless words beside them."""
    conditions = [item[0] for item in having if isinstance(item, list | tuple)]
    return FIELD_NAME.findall(" ".join([*groupby, *aggregates, *conditions, order or ""]))
