from odoo import api, fields, models

from .answers import Answers
from .mentoring_pairing_portal import other_side
from .my_data import ERASED
from .vocabulary import OPEN_STATES
from .words import day_in_words, today_in

ITEM_CHARS = 200
SHOWN_ITEMS = 30


class MentoringActionItem(models.Model):
    """Something that one of the two agreed to do until they meet again; theirs alone, ticked off by either."""

    _name = "mentoring.action.item"
    _inherit = ["mentoring.guard.mixin", "mentoring.submission.mixin"]
    _description = "Mentoring action item"
    _order = "is_done, date_due, id"

    _server_fields = frozenset({"company_id", "submission_key", "date_done"})
    _text_limits = {"name": ITEM_CHARS}

    pairing_id = fields.Many2one("mentoring.pairing", required=True, index=True, ondelete="cascade")
    session_id = fields.Many2one(
        "mentoring.session",
        string="Agreed at",
        index="btree_not_null",
        ondelete="set null",
    )
    company_id = fields.Many2one(related="pairing_id.company_id", store=True, index=True)
    owner_id = fields.Many2one(
        "mentoring.participant", string="Who does it", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True)
    date_due = fields.Date("Until")
    is_done = fields.Boolean("Done")
    date_done = fields.Date("Done on")

    _open = models.Index("(pairing_id) WHERE NOT is_done")
    _submitted_once = models.UniqueIndex(
        "(create_uid, submission_key) WHERE submission_key IS NOT NULL", "This form was sent already."
    )

    def _compute_display_name(self):
        for item in self:
            item.display_name = self.env._("Action item #%s", item.id or self.env._("new"))

    @api.model
    def _write_item(self, pairing, values):
        """Note what one of the two will do, and return it. Raises FormError.

        values: item_name, item_owner ("me" or "partner"), item_due, submission_key.
        """
        pairing._verify_partner(OPEN_STATES)
        answers = Answers(self.env, values)
        item = self._read(pairing, answers, required=self.env._("What will it be? A few words are enough."))
        answers.verify()
        return self._store(pairing.sudo(), item, values).sudo(False)

    @api.model
    def _tick(self, pairing, values):
        """Tick off, or open again, what the page showed. values: item (ids ticked), items_shown. Raises FormError."""
        pairing._verify_partner(OPEN_STATES)
        answers = Answers(self.env, values)
        ticks = self._read_ticks(pairing.sudo(), answers)
        answers.verify()
        self._store_ticks(*ticks)

    @api.model
    def _read(self, pairing, answers, required=None):
        """{"name", "side", "date_due"} of a form, or None without a text; the user's own side is the default."""
        side = pairing._side()
        name = answers.text("item_name", ITEM_CHARS, required)
        owner = answers.choice("item_owner", ("me", "partner")) or "me"
        due = None
        if answers.given("item_due"):
            due = answers.date("item_due", self.env._("Until when? Choose a day."))
            today = today_in(self.env, pairing._zone())
            if due and not today <= due <= fields.Date.add(today, years=5):
                answers.refuse("item_due", self.env._("Choose a day to come, within five years."))
        if not name:
            return None
        return {"name": name, "side": side if owner == "me" else other_side(side), "date_due": due}

    @api.model
    def _read_ticks(self, pairing_sudo, answers):
        """(ticked, shown) items of the pair."""
        items_sudo = self.sudo().search([("pairing_id", "=", pairing_sudo.id)])
        return answers.records("item", items_sudo), answers.records("items_shown", items_sudo)

    @api.model
    def _store_ticks(self, ticked_sudo, shown_sudo):
        today = fields.Date.today()
        ticked_sudo.filtered(lambda one: not one.is_done).write({"is_done": True, "date_done": today})
        (shown_sudo - ticked_sudo).filtered("is_done").write({"is_done": False, "date_done": False})

    @api.model
    def _store(self, pairing_sudo, item, values, session_sudo=None):
        item_sudo, _is_new = self._submit(
            values.get("submission_key"),
            {
                "pairing_id": pairing_sudo.id,
                "session_id": session_sudo.id if session_sudo else False,
                "owner_id": pairing_sudo[f"{item['side']}_id"].id,
                "name": item["name"],
                "date_due": item["date_due"],
            },
        )
        return item_sudo

    def _withdraw(self):
        """One of the two takes an item back, whoever noted it."""
        for item in self:
            item.sudo().pairing_id.sudo(False)._verify_partner(OPEN_STATES)
        self.sudo().unlink()


class MentoringPairingItems(models.Model):
    _inherit = "mentoring.pairing"

    def _portal_items(self):
        """{"open": [...], "done": [...]}: what the two agreed to do, as plain values."""
        side = self._verify_partner()
        pairing_sudo = self.sudo()
        partner = self._portal_partner()["called"]
        today = today_in(self.env, self._zone())
        items_sudo = (
            self.env["mentoring.action.item"]
            .sudo()
            .search_fetch([("pairing_id", "=", self.id), ("name", "!=", ERASED)], limit=SHOWN_ITEMS)
        )
        rows = {"open": [], "done": []}
        for item in items_sudo:
            is_mine = item.owner_id == pairing_sudo[f"{side}_id"]
            rows["done" if item.is_done else "open"].append(
                {
                    "id": item.id,
                    "name": item.name,
                    "is_mine": is_mine,
                    "who": self.env._("You") if is_mine else partner,
                    "due": day_in_words(self.env, item.date_due),
                    "is_late": bool(not item.is_done and item.date_due and item.date_due < today),
                }
            )
        return rows
