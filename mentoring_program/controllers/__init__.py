from . import (
    portal,
    portal_approval,
    portal_data,
    portal_invitation,
    portal_pairing,
    portal_session,
    survey,
    workbook,
)
from . import portal, portal_approval, portal_data, portal_pairing, portal_session, survey, workbook
from . import portal_change, portal_praise, portal_pulse, portal_reminder
