from . import (
    portal,
    portal_approval,
    portal_change,
    portal_data,
    portal_invitation,
    portal_pairing,
    portal_praise,
    portal_pulse,
    portal_reminder,
    portal_session,
    survey,
    workbook,
)
