import inspect

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import DENIALS, MentoringCommon
from .public_methods import PUBLIC_METHODS

ADVICE = "A new public method is reviewed (who may call it, with which records?) and added to tests/public_methods.py."


@tagged("post_install", "-at_install", "mentoring_security")
class TestPublicMethods(MentoringCommon):
    """What a remote call reaches is known, and changes nothing for people who have no business with it."""

    def _public_methods(self):
        """{model: names} of methods that our classes add; those of core that we extend are core's to list."""
        found = {}
        for model in self.env.values():
            classes = type(model).mro()
            ours = [cls for cls in classes if cls.__module__.startswith("odoo.addons.mentoring_program")]
            cores = [cls for cls in classes if cls.__module__.startswith("odoo.") and cls not in ours]
            names = {
                name
                for cls in ours
                for name, member in vars(cls).items()
                if not name.startswith("_") and inspect.isroutine(member)
            }
            names = {
                name
                for name in names
                if not any(name in vars(cls) for cls in cores)
                and not any(getattr(getattr(cls, name, None), "_api_private", False) for cls in classes)
            }
            if names:
                found[model._name] = names
        return found

    def test_every_public_method_is_reviewed(self):
        reviewed = {model: set(methods) for model, methods in PUBLIC_METHODS.items()}
        self.assertEqual(self._public_methods(), reviewed, ADVICE)

    def test_outsiders_change_nothing_by_calling_them(self):
        """Called with records they cannot read, with their own, and with none: refused, or without effect."""
        records = {
            "hr.employee": self.people["mentee"],
            "mentoring.objective": self.objective.with_context(mentoring_program_id=self.program.id),
            "mentoring.pairing": self.proposal,
            "mentoring.participant": self.waiting,
            "mentoring.program": self.program,
            "mentoring.run": self.matching_run,
        }
        self.env.flush_all()
        before = self._fingerprint()
        with mute_logger(*DENIALS):
            for model, record in records.items():
                for method in PUBLIC_METHODS[model]:
                    for login in ("uninvolved", "portal_mentor", "foreign_coordinator", "system"):
                        for some in (record, record.browse()):
                            with self.subTest(model=model, method=method, login=login, records=len(some)):
                                self._call(some.with_user(self.users[login]), method)
                                self.assertEqual(self._fingerprint(), before)

    def _call(self, records, method):
        """Call like a remote client: every error is one that people can read; what it does stays, to be seen."""
        arguments = ["because"] if method == "action_decline" else []
        try:
            with self.env.cr.savepoint():
                getattr(records, method)(*arguments)
                self.env.flush_all()
        except (AccessError, UserError):
            return
        except ValueError as error:
            self.assertIn("Expected singleton", str(error))  # core's answer to a screen without a record

    def _fingerprint(self):
        """What our tables hold, as one line each."""
        tables = [
            model._table
            for model in self.env.values()
            if model._name.startswith("mentoring.")
            and model._auto
            and not model._abstract
            and not model._transient
        ]
        self.env.cr.execute(
            SQL(" UNION ALL ").join(
                SQL(
                    "SELECT %s, count(*), md5(string_agg(one::text, '' ORDER BY one.id)) FROM %s one",
                    table,
                    SQL.identifier(table),
                )
                for table in sorted(tables)
            )
        )
        return sorted(self.env.cr.fetchall())  # the database may read the tables side by side
