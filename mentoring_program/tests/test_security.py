from odoo.tests import tagged

from .common import MentoringCommon


@tagged("post_install", "-at_install", "mentoring_security")
class TestPrivateNotes(MentoringCommon):
    """A private note is for its author alone: not for the partner, the coordinator, or an administrator."""

    def test_only_the_author_reads_a_private_note(self):
        readers = {
            login
            for login in self.users
            if self.env["mentoring.note"]
            .with_user(self.users[login])
            .search_count([("id", "=", self.private_note.id)])
        }

        self.assertEqual(readers, {"mentee"})
