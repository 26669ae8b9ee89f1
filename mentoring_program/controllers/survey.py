from werkzeug.exceptions import Forbidden

from odoo import http
from odoo.http import request

from odoo.addons.survey.controllers.main import Survey
from odoo.addons.survey.controllers.survey_session_manage import UserInputSession

TEAM = "mentoring_program.group_mentoring_coordinator"


class MentoringSurvey(Survey):
    """Core's pages for questionnaires of type mentoring: for the respondent, and for the program's team to read."""

    def _check_validity(self, survey_sudo, answer_sudo, answer_token, ensure_token=True, check_partner=True):
        code = super()._check_validity(survey_sudo, answer_sudo, answer_token, ensure_token, check_partner)
        if survey_sudo.survey_type != "mentoring" or code in ("survey_wrong", "token_wrong"):
            return code
        if request.env.user._is_public():
            return "survey_auth"
        if not self._may_see(answer_sudo):
            return "answer_wrong_user"
        return code

    def _may_see(self, answer_sudo):
        if answer_sudo and answer_sudo.partner_id == request.env.user.partner_id:
            return True
        team = request.env.user.has_group(TEAM)
        return team and (not answer_sudo or answer_sudo.with_user(request.env.user).has_access("read"))

    def _redirect_with_error(self, access_data, error_key):
        survey_sudo, answer_sudo = access_data["survey_sudo"], access_data["answer_sudo"]
        if survey_sudo.survey_type != "mentoring":
            return super()._redirect_with_error(access_data, error_key)
        if error_key == "survey_auth":
            tokens = filter(None, (survey_sudo.access_token, answer_sudo.access_token))
            target = f"/survey/{'/'.join(tokens)}" if answer_sudo else "/my/mentoring"
            return request.redirect_query("/web/login", {"redirect": target})
        if error_key == "token_required":
            return request.redirect("/my/mentoring")
        return super()._redirect_with_error(access_data, error_key)

    def _prepare_retry_additional_values(self, answer):
        values = super()._prepare_retry_additional_values(answer)
        if answer.participant_id:
            values["participant_id"] = answer.participant_id.id
        return values

    @http.route()
    def survey_report(self, survey, answer_token=None, **post):
        if survey.sudo().survey_type == "mentoring" and not request.env.user.has_group(TEAM):
            raise Forbidden()
        return super().survey_report(survey, answer_token=answer_token, **post)


class MentoringSurveySession(UserInputSession):
    """No live sessions with mentoring questionnaires: their host would see who answers what."""

    def _fetch_from_token(self, survey_token):
        return super()._fetch_from_token(survey_token).filtered(lambda one: one.survey_type != "mentoring")

    def _fetch_from_session_code(self, session_code):
        survey, error = super()._fetch_from_session_code(session_code)
        if survey and survey.survey_type == "mentoring":
            return None, {"error": "survey_wrong"}
        return survey, error
