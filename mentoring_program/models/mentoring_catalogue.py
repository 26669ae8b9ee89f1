from odoo import api, models
from odoo.tools import frozendict, ormcache


def forget_kept(env):
    """Make anew what is kept in memory: now for this transaction, and again once others can read what it wrote.

    In between another thread may have read, and kept, what was there before.
    """
    env.registry.clear_cache()
    env.cr.postcommit.add(env.registry.clear_cache)


class MentoringCatalogueMixin(models.AbstractModel):
    """Lists that are the same for everybody and seldom change: their names are kept in memory, once per language.

    Pages name topics, skills, jobs and departments in many places; none of them asks the database for it again.
    """

    _name = "mentoring.catalogue.mixin"
    _description = "Catalogue kept in memory"

    # what a change of makes anew what is kept
    _mentoring_kept_fields = frozenset({"name", "active", "sequence", "skill_type_id", "level_progress"})

    @api.model
    def _for_memory(self):
        """As superuser, with nothing of the caller but the language: what is kept is the same for everybody."""
        # sudo: names of a catalogue, for pages of people who may not read the catalogue itself
        return self.sudo().with_context({"lang": self.env.lang})

    @api.model
    @ormcache("self.env.lang")
    def _mentoring_names(self):
        """{id: name} of everything in the catalogue, archived entries too, in its own order."""
        records_sudo = self._for_memory().with_context(active_test=False).search_fetch([], ["name"])
        return frozendict((record.id, record.name) for record in records_sudo)

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        forget_kept(self.env)
        return records

    def write(self, vals):
        result = super().write(vals)
        if not self._mentoring_kept_fields.isdisjoint(vals):
            forget_kept(self.env)
        return result

    def unlink(self):
        result = super().unlink()
        forget_kept(self.env)
        return result

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=""):
        # the translation dialog writes here, past `write`
        result = super()._update_field_translations(field_name, translations, digest, source_lang)
        forget_kept(self.env)
        return result

    @api.model
    def _mentoring_named(self, ids):
        """The names of these, in this order; memory may be behind a database that another server has written."""
        names = self._mentoring_names()
        # sudo: as above
        return [names[key] if key in names else self.sudo().browse(key).name for key in ids]


class MentoringTopic(models.Model):
    _name = "mentoring.topic"
    _inherit = ["mentoring.topic", "mentoring.catalogue.mixin"]

    @api.model
    @ormcache("self.env.lang")
    def _mentoring_choices(self):
        """((id, name), …) of what can be chosen, in order."""
        return tuple((topic.id, topic.name) for topic in self._for_memory().search_fetch([], ["name"]))


class HrSkill(models.Model):
    _name = "hr.skill"
    _inherit = ["hr.skill", "mentoring.catalogue.mixin"]

    @api.model
    @ormcache("self.env.lang")
    def _mentoring_kinds(self):
        """{skill id: id of its type}, by name."""
        skills_sudo = self._for_memory().search_fetch([], ["name", "skill_type_id"], order="name, id")
        return frozendict((skill.id, skill.skill_type_id.id) for skill in skills_sudo)


class HrSkillType(models.Model):
    _name = "hr.skill.type"
    _inherit = ["hr.skill.type", "mentoring.catalogue.mixin"]


class HrSkillLevel(models.Model):
    _name = "hr.skill.level"
    _inherit = ["hr.skill.level", "mentoring.catalogue.mixin"]

    @api.model
    @ormcache("self.env.lang")
    def _mentoring_levels(self):
        """{skill type id: ((level id, name), …)}, the lowest level first."""
        levels = {}
        for level in self._for_memory().search_fetch([], ["name", "skill_type_id"], order="level_progress, id"):
            levels.setdefault(level.skill_type_id.id, []).append((level.id, level.name))
        return frozendict((kind, tuple(rows)) for kind, rows in levels.items())


class MentoringStructureMixin(models.AbstractModel):
    """A catalogue whose entries belong to a company, or to all."""

    _name = "mentoring.structure.mixin"
    _inherit = ["mentoring.catalogue.mixin"]
    _description = "Catalogue of companies kept in memory"

    _mentoring_kept_fields = frozenset({"name", "active", "sequence", "company_id", "parent_id"})

    @api.model
    @ormcache("company_id", "self.env.lang")
    def _mentoring_choices(self, company_id):
        """((id, display name), …) of what somebody of this company can choose, in order."""
        records_sudo = self._for_memory().search([("company_id", "in", (False, company_id))])
        return tuple((record.id, record.display_name) for record in records_sudo)


class HrJob(models.Model):
    _name = "hr.job"
    _inherit = ["hr.job", "mentoring.structure.mixin"]


class HrDepartment(models.Model):
    _name = "hr.department"
    _inherit = ["hr.department", "mentoring.structure.mixin"]


class MentoringAgenda(models.Model):
    _name = "mentoring.agenda"
    _inherit = ["mentoring.agenda", "mentoring.catalogue.mixin"]

    _mentoring_kept_fields = frozenset({"name", "active", "meeting_number", "body", "topic_ids"})


class MentoringResource(models.Model):
    _name = "mentoring.resource"
    _inherit = ["mentoring.resource", "mentoring.catalogue.mixin"]

    _mentoring_kept_fields = frozenset({"name", "active", "sequence", "role", "body", "url"})


class MentoringProgram(models.Model):
    _inherit = "mentoring.program"

    @ormcache("self.id", "self.env.lang")
    def _agendas(self):
        """{number of the meeting: its agenda as plain values}."""
        self.ensure_one()
        agendas = {}
        for agenda in self.sudo().with_context({"lang": self.env.lang}).agenda_ids:
            agendas.setdefault(
                agenda.meeting_number,
                {"name": agenda.name, "body": agenda.body, "topic_ids": tuple(agenda.topic_ids.ids)},
            )
        return frozendict(agendas)

    @ormcache("self.id", "self.env.lang")
    def _resources(self):
        """What people of the program read, as plain values, in order."""
        self.ensure_one()
        program_sudo = self.sudo().with_context({"lang": self.env.lang})
        resources_sudo = (program_sudo.resource_ids | program_sudo.own_resource_ids).filtered("active")
        return tuple(
            frozendict(id=one.id, name=one.name, role=one.role, body=one.body or "", url=one.url or "")
            for one in resources_sudo.sorted(lambda one: (one.sequence, one.id))
        )
