from datetime import date, datetime

from odoo.tests import TransactionCase, tagged

from ..models.words import (
    date_in_words,
    day_in_words,
    hour_in_words,
    long_day_in_words,
    moment_in_words,
    month_in_words,
    short_month_in_words,
)

DAY = date(2026, 10, 14)
MOMENT = datetime(2026, 10, 14, 12, 5)
LANGUAGES = ("en_US", "en_GB", "de_DE", "es_ES", "fr_FR")


@tagged("-at_install", "post_install")
class TestWords(TransactionCase):
    """Days and hours read as people of each language write them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.envs = {}
        for language in LANGUAGES:
            cls.env["res.lang"]._activate_lang(language)
            cls.envs[language] = cls.env(context={"lang": language})

    def _assert_words(self, words, *expected):
        self.assertEqual([words(self.envs[language]) for language in LANGUAGES], list(expected))

    def test_a_date_has_the_order_and_points_of_its_language(self):
        self._assert_words(
            lambda env: date_in_words(env, DAY),
            "14 October 2026",
            "14 October 2026",
            "14. Oktober 2026",
            "14 de octubre de 2026",
            "14 octobre 2026",
        )

    def test_a_short_day_does_not_end_in_a_point_that_a_sentence_would_double(self):
        self._assert_words(
            lambda env: day_in_words(env, DAY),
            "Wed 14 Oct",
            "Wed 14 Oct",
            "Mi., 14. Oktober",
            "mié, 14 de octubre",
            "mer. 14 octobre",
        )
        months = [DAY.replace(month=month) for month in range(1, 13)]
        self.assertFalse(
            [words for env in self.envs.values() for day in months if (words := day_in_words(env, day))[-1] == "."]
        )

    def test_a_day_of_the_week_in_full(self):
        self._assert_words(
            lambda env: long_day_in_words(env, DAY),
            "Wednesday, 14 October",
            "Wednesday, 14 October",
            "Mittwoch, 14. Oktober",
            "miércoles, 14 de octubre",
            "mercredi 14 octobre",
        )

    def test_months(self):
        self._assert_words(
            lambda env: month_in_words(env, DAY),
            "October 2026",
            "October 2026",
            "Oktober 2026",
            "octubre de 2026",
            "octobre 2026",
        )
        self._assert_words(
            lambda env: short_month_in_words(env, DAY),
            "Oct 2026",
            "Oct 2026",
            "Okt. 2026",
            "oct 2026",
            "oct. 2026",
        )

    def test_hours_are_those_of_the_language_and_the_zone(self):
        self._assert_words(
            lambda env: hour_in_words(env, MOMENT, "Europe/Berlin").replace("\u202f", " "),
            "2:05 PM",
            "14:05",
            "14:05",
            "14:05",
            "14:05",
        )
        self._assert_words(
            lambda env: moment_in_words(env, MOMENT, "Europe/Berlin").replace("\u202f", " "),
            "Wed 14 Oct, 2:05 PM",
            "Wed 14 Oct, 14:05",
            "Mi., 14. Oktober, 14:05",
            "mié, 14 de octubre, 14:05",
            "mer. 14 octobre, 14:05",
        )

    def test_nothing_is_said_of_no_day(self):
        for words in (date_in_words, day_in_words, long_day_in_words, month_in_words, short_month_in_words):
            self.assertEqual(words(self.env, False), "")
        self.assertEqual(moment_in_words(self.env, False, "UTC"), "")
