"""`odoo` for servers with HTTP workers, which start a helper for websockets by the name of the script they came from.

`python -m odoo` has no such name, and its helper would be started again for ever. Nobody uses websockets here, so the
helper only waits for its server to end.
"""

import os
import sys
import time

sys.path.pop(0)  # the folder of this file, whose names are not meant for Odoo

if sys.argv[1:2] == ["gevent"]:
    server = os.getppid()
    while os.getppid() == server:
        time.sleep(1)
    sys.exit()

from odoo.cli.command import main  # noqa: E402

main()
