from odoo import api, models


class MentoringPulseItems(models.Model):
    """What a pulse and a look back ask; the words are those on the page."""

    _inherit = "mentoring.pulse"

    @api.model
    def _items(self, kind, side):
        """[{"key", "label", "group"}] in the order of the page."""
        rows = self._pulse_items() if kind == "pulse" else self._closing_items(side)
        return [
            {"key": key, "label": label, "group": group}
            for group, items in rows
            for key, label in items.items()
        ]

    @api.model
    def _pulse_items(self):
        """Three items on why people stay, five on what mentoring opens; the words are those on the page."""
        return [
            (
                self.env._("Where I work"),
                {
                    "links": self.env._("I know people here whom I can turn to"),
                    "fit_here": self.env._("This company and I suit each other"),
                    "sacrifice": self.env._("I would give up a lot if I left"),
                },
            ),
            (
                self.env._("What mentoring does"),
                {
                    "development": self.env._("I see how I can develop here"),
                    "voice": self.env._("What I think reaches those who lead"),
                    "practice": self.env._("I get to practise what we talk about"),
                    "ties": self.env._("I have got to know new people"),
                    "accountability": self.env._("We do what we said we would do"),
                },
            ),
        ]

    @api.model
    def _closing_items(self, side):
        """What it brought the mentor or the mentee, then the seven qualities again."""
        if side == "mentor":
            brought = {
                "led": self.env._("I found out that I can lead and guide"),
                "recognised": self.env._("I was recognised as somebody to ask"),
                "clear": self.env._("I got clearer in how I say things"),
                "perspectives": self.env._("I got to know new points of view"),
                "gave_back": self.env._("I gave something back, and saw talent grow"),
            }
        else:
            brought = {
                "culture": self.env._("I understand better how things work here"),
                "skills": self.env._("I have learnt skills that I use"),
                "network": self.env._("I know more people who can help me"),
                "promotion": self.env._("I am nearer to my next step"),
                "sounding": self.env._("I had somebody to think aloud with"),
                "knowledge": self.env._("I was told what stands in no handbook"),
            }
        qualities = {f"quality_{key}": label for key, label in self.env["mentoring.quality"]._labels()}
        return [(self.env._("What it brought me"), brought), (self.env._("How I see myself now"), qualities)]
